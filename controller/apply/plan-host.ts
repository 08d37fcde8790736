import { codecOf } from "../../shared/rpc/codec.ts";
import type { PlanRequest, PlanResponse } from "../../shared/rpc/gen/spec.ts";
import { encodeNodeSpec } from "../../shared/spec/node-spec-wire.ts";
import { fromWirePlan } from "../../shared/spec/plan-wire.ts";
import type { HostPlan } from "../../shared/spec/run.ts";
import { toWireSignedDocument } from "../../shared/spec/signed-document-wire.ts";
import { required } from "../../shared/spec/wire-reader.ts";
import type { HostLink, SshLink } from "../cluster/host-link.ts";
import type { Keystore } from "../keystore/keystore.ts";
import type { HostDesign } from "./design-cluster.ts";

const PLAN_LIMIT_MS = 120_000;

/** Asks the host itself what it would change; it changes nothing. */
export const planHost = async (design: HostDesign, keystore: Keystore): Promise<HostPlan> => {
  const { link, isCurrent } = design;
  if (isCurrent && link.kind === "agent" && link.currentPlan !== undefined) return link.currentPlan;
  const request: PlanRequest = {
    spec: toWireSignedDocument(keystore.signNodeSpec(encodeNodeSpec(design.spec))),
    profiles: [],
    includeFacts: false,
  };
  const { plan } = await askFor(link, request);
  return fromWirePlan(required(plan, "PlanResponse", "plan"));
};

const askFor = (link: HostLink, request: PlanRequest): Promise<PlanResponse> => {
  switch (link.kind) {
    case "agent":
      return link.connection.specs.plan(request, { timeoutMs: PLAN_LIMIT_MS });
    case "ssh":
      return askStaged(link, request);
  }
};

const askStaged = async (
  { session, staged }: SshLink,
  request: PlanRequest,
): Promise<PlanResponse> => {
  const answer = await session.runAsRoot({
    step: "plan",
    argv: staged.argv(["plan", "--stdio"]),
    input: codecOf("pharos.v1.PlanRequest").encode(request).toString("base64"),
    limitMs: PLAN_LIMIT_MS,
  });
  return codecOf("pharos.v1.PlanResponse").decode(Buffer.from(answer, "base64"));
};
