import { codecOf } from "../../shared/rpc/codec.ts";
import type { PlanRequest, PlanResponse } from "../../shared/rpc/gen/spec.ts";
import { encodeNodeSpec } from "../../shared/spec/node-spec-wire.ts";
import { fromWirePlan } from "../../shared/spec/plan-wire.ts";
import type { HostPlan } from "../../shared/spec/run.ts";
import { toWireSignedDocument } from "../../shared/spec/signed-document-wire.ts";
import { required } from "../../shared/spec/wire-reader.ts";
import type { Distribution } from "../bootstrap/distribution.ts";
import { needsUpdate } from "../update/distribution-build.ts";
import { sendBuild } from "../update/send-build.ts";
import type { AgentLink, HostLink, SshLink } from "../cluster/host-link.ts";
import type { Keystore } from "../keystore/keystore.ts";
import type { HostDesign } from "./design-cluster.ts";

const PLAN_LIMIT_MS = 120_000;

/** Asks the host itself what it would change; it changes nothing. */
export const planHost = async (
  design: HostDesign,
  keystore: Keystore,
  distribution: () => Promise<Distribution>,
): Promise<HostPlan> => {
  const { link, isCurrent } = design;
  const isOther = needsUpdate(design);
  if (isCurrent && !isOther && link.kind === "agent" && link.currentPlan !== undefined)
    return link.currentPlan;
  const request: PlanRequest = {
    spec: toWireSignedDocument(keystore.signNodeSpec(encodeNodeSpec(design.spec))),
    profiles: [],
    includeFacts: false,
    includeState: false,
  };
  const { plan } =
    isOther && link.kind === "agent"
      ? await askNextBuild(design, link, request, await distribution())
      : await askFor(link, request);
  return fromWirePlan(required(plan, "PlanResponse", "plan"));
};

/** What is planned is what the agent will do that is there then: it only lies on its shelf yet. */
const askNextBuild = async (
  { facts }: HostDesign,
  { connection }: AgentLink,
  request: PlanRequest,
  distribution: Distribution,
): Promise<PlanResponse> => {
  const { spec } = request;
  if (spec === undefined) throw new RangeError("a build is named by a spec");
  const architecture = facts.kernel.architecture === "arm64" ? "arm64" : "amd64";
  await sendBuild({ connection, spec, distribution, architecture });
  return connection.updates.planByBuild(request, { timeoutMs: PLAN_LIMIT_MS });
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
