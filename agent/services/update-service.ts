import { numberTooLow } from "../../shared/errors/coordination-errors.ts";
import { hostBusy } from "../../shared/errors/engine-errors.ts";
import { buildIncomplete, buildNotRunning } from "../../shared/errors/update-errors.ts";
import { verifyDocument } from "../../shared/pki/signed-document.ts";
import { codecOf } from "../../shared/rpc/codec.ts";
import type { SignedDocument } from "../../shared/rpc/gen/common.ts";
import type { UpdateServiceHandlers } from "../../shared/rpc/gen/update-service.ts";
import type { BuildFileKind, UpdateState } from "../../shared/rpc/gen/update.ts";
import { agentBuildName } from "../../shared/spec/agent-build-name.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import { decodeNodeSpec } from "../../shared/spec/node-spec-wire.ts";
import { fromWireSignedDocument } from "../../shared/spec/signed-document-wire.ts";
import { wireEnum } from "../../shared/spec/wire-reader.ts";
import type { Agent } from "../agent.ts";
import { requireOwnSpec } from "../state/cluster-document-stores.ts";
import { findMissingFiles } from "../update/find-missing-files.ts";
import type { BuildFileName } from "../update/receive-build.ts";
import { confirmBuild, switchBuild } from "../update/switch-build.ts";
import { sweepStagedBuilds } from "../update/sweep-staged-builds.ts";
import { CONFIRM_SECONDS } from "../update/update-guard.ts";
import { readUpdate, type UpdateStage } from "../update/update-record.ts";

/** Replaces this agent by the build that a signed spec names. */
export const updateService = (agent: Agent): UpdateServiceHandlers => ({
  prepareBuild: async ({ spec, unit, bundleBytes, runtimeBytes }) => {
    const { agent: build } = readSpec(agent, spec);
    const bytes = { bundle: bundleBytes, runtime: runtimeBytes };
    await sweepStagedBuilds(agent.paths, [agentBuildName(build)], agent.now());
    const missing = await agent.updates.receiver.prepare({ build, unit, bytes });
    return {
      build: agentBuildName(build),
      missing: missing.map(({ file, receivedBytes }) => ({
        kind: fileKinds.toWire(file),
        receivedBytes,
      })),
    };
  },
  putBuildPart: ({ build, kind, offset, part }) =>
    agent.updates.receiver.put({
      build,
      file: fileKinds.fromWire(kind, "PutBuildPartRequest", "kind"),
      offset,
      part,
    }),
  planByBuild: async (request) => {
    const name = await requireWhole(agent, readSpec(agent, request.spec));
    const input = codecOf("pharos.v1.PlanRequest").encode(request).toString("base64");
    const answer = await agent.updates.run(name, ["plan", "--stdio"], input);
    return codecOf("pharos.v1.PlanResponse").decode(Buffer.from(answer, "base64"));
  },
  switchBuild: async ({ spec, fencingNumber }) => {
    await agent.coordination.checkFencing(fencingNumber);
    const run = agent.executor.current()?.run;
    if (run !== undefined) throw hostBusy({ run });
    const name = await requireWhole(agent, readSpec(agent, spec));
    if (name === agentBuildName(agent.build)) return { confirmWithinMs: 0 };
    await switchBuild(agent.paths, name, agent.updates.systemctl);
    agent.updates.restart();
    return { confirmWithinMs: CONFIRM_SECONDS * 1000 };
  },
  confirmBuild: async ({ build, fencingNumber }) => {
    await agent.coordination.checkFencing(fencingNumber);
    const running = agentBuildName(agent.build);
    const { systemctl } = agent.updates;
    const isOurs = build === running && (await confirmBuild(agent.paths, build, systemctl));
    if (!isOurs) throw buildNotRunning({ build, running });
    return {};
  },
  getUpdate: async () => {
    const update = await readUpdate(agent.paths);
    if (update === undefined) return { state: "UPDATE_STATE_NONE", from: "", to: "", reason: "" };
    const { stage, from, to, reason } = update;
    return { state: STATES[stage], from, to, reason };
  },
});

const fileKinds = wireEnum<BuildFileName, BuildFileKind>({
  bundle: "BUILD_FILE_KIND_BUNDLE",
  runtime: "BUILD_FILE_KIND_RUNTIME",
});

const STATES: Readonly<Record<UpdateStage, UpdateState>> = {
  pending: "UPDATE_STATE_PENDING",
  // Over only when the build before runs.
  reverting: "UPDATE_STATE_PENDING",
  confirmed: "UPDATE_STATE_CONFIRMED",
  reverted: "UPDATE_STATE_REVERTED",
};

/** Judged as a spec that is applied is, and not accepted: old ones bring no old program back. */
const readSpec = (agent: Agent, wire: SignedDocument | undefined): NodeSpec => {
  const document = fromWireSignedDocument("node-spec", wire);
  const signers = agent.membership.current()?.content.signers ?? [];
  const spec = decodeNodeSpec(verifyDocument(document, signers));
  requireOwnSpec(spec, agent.config);
  const accepted = agent.spec.current()?.content.generation ?? 0;
  const offered = spec.generation;
  if (offered < accepted) throw numberTooLow({ document: "node-spec", offered, accepted });
  return spec;
};

const requireWhole = async (agent: Agent, { agent: build }: NodeSpec): Promise<string> => {
  const name = agentBuildName(build);
  const missing = await findMissingFiles(agent.paths, build);
  if (missing.length > 0) throw buildIncomplete({ build: name, missing: missing.join(", ") });
  return name;
};
