import { hostBusy } from "../../shared/errors/engine-errors.ts";
import { taskFailed } from "../../shared/errors/run-errors.ts";
import { messageInvalidError } from "../../shared/errors/rpc-errors.ts";
import { verifyDocument } from "../../shared/pki/signed-document.ts";
import type { SpecServiceHandlers } from "../../shared/rpc/gen/spec-service.ts";
import type { PlanRequest } from "../../shared/rpc/gen/spec.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { HostPlan } from "../../shared/spec/run.ts";
import { fromWireSignedDocument } from "../../shared/spec/signed-document-wire.ts";
import { toWireFacts } from "../../shared/spec/facts-wire.ts";
import { decodeNodeSpec } from "../../shared/spec/node-spec-wire.ts";
import { toWirePlan } from "../../shared/spec/plan-wire.ts";
import { profiles as profileNames } from "../../shared/spec/profile-wire.ts";
import { toWireRunRecord } from "../../shared/spec/run-record-wire.ts";
import type { RunSecretName, RunSecrets } from "../host/host.ts";
import { followMembership } from "../membership/follow-membership.ts";
import { planTasks } from "../engine/plan-tasks.ts";
import { profilesOf, profileTasks } from "../profiles/profiles.ts";
import { requireOwnSpec } from "../state/cluster-document-stores.ts";
import type { Agent } from "../agent.ts";
import { nameOfPeer } from "./name-of-peer.ts";
import { readHealth } from "./read-health.ts";
import { tellAcceptedSpec } from "./tell-accepted-spec.ts";

/** Plans and applies what this host is to be. */
export const specService = (agent: Agent): SpecServiceHandlers => ({
  plan: async (request) => {
    const startedMs = agent.uptimeMs();
    const spec = specToPlan(agent, request);
    const [plan, facts] = await Promise.all([
      spec && planSpec(agent, spec, request.profiles),
      request.includeFacts ? agent.readFacts() : undefined,
    ]);
    return {
      plan: plan && toWirePlan(plan),
      facts: facts && toWireFacts(facts),
      ...(request.includeState
        ? {
            health: readHealth(agent),
            accepted: tellAcceptedSpec(agent.spec.current(), { outline: true }),
          }
        : { health: undefined, accepted: undefined }),
      tookMs: Math.round(agent.uptimeMs() - startedMs),
    };
  },
  apply: async function* (request, { signal, peer, noteOutcome }) {
    await agent.coordination.checkFencing(request.fencingNumber);
    // A host that is busy keeps its spec too: it is what the work goes by.
    const run = agent.executor.currentRun();
    if (run !== undefined) throw hostBusy({ run });
    const profile = profileNames.fromWire(request.profile, "ApplyRequest", "profile");
    if (profile === "drift")
      throw messageInvalidError({ message: "ApplyRequest", field: "profile", reason: "is drift" });
    const before = agent.spec.current()?.content.generation;
    const { content } = await agent.spec.accept(fromWireSignedDocument("node-spec", request.spec));
    const { generation } = content;
    if (generation !== before) await agent.note({ type: "spec-accepted", generation });
    const records = await agent.executor.start({
      run: request.run,
      profile,
      tasks: profileTasks(follow(agent, content), profile),
      secrets: toRunSecrets(request.runSecrets),
      requestedBy: nameOfPeer(peer),
      // Secrets are in memory alone: work that needs them is begun again by who has them.
      ...(Object.keys(request.runSecrets).length === 0 ? { fencing: request.fencingNumber } : {}),
    });
    for await (const record of records) {
      // The work goes on; only the telling ends.
      if (signal.aborted) return;
      if (record.event.type === "task-failed") noteOutcome(taskFailed.code);
      yield toWireRunRecord(record);
    }
  },
  getSpec: async (request) => tellAcceptedSpec(agent.spec.current(), request),
});

const follow = ({ membership, newcomers }: Agent, spec: NodeSpec): NodeSpec =>
  followMembership(spec, membership.current()?.content, newcomers.names());

/** The spec that was sent, or the accepted one; `undefined` if there is neither. */
const specToPlan = (agent: Agent, request: PlanRequest): NodeSpec | undefined => {
  // As an apply would find it, which shares the membership of its cluster.yml before.
  if (request.spec === undefined) return agent.spec.current()?.content;
  const document = fromWireSignedDocument("node-spec", request.spec);
  const signers = agent.membership.current()?.content.signers ?? [];
  const spec = decodeNodeSpec(verifyDocument(document, signers));
  requireOwnSpec(spec, agent.config);
  return spec;
};

const planSpec = (
  agent: Agent,
  spec: NodeSpec,
  names: PlanRequest["profiles"],
): Promise<HostPlan> => {
  const asked = names.map((name) => profileNames.fromWire(name, "PlanRequest", "profiles"));
  const profiles = asked.length > 0 ? asked : profilesOf(spec);
  const tasks = profiles.map((profile) => ({ profile, tasks: profileTasks(spec, profile) }));
  return planTasks(agent.config.host, agent.host.reader, tasks);
};

/** In memory only; gone with the piece of work that they came for. */
const toRunSecrets = (given: Readonly<Record<string, string>>): RunSecrets => {
  const values = new Map(Object.entries(given));
  return { get: (name: RunSecretName) => values.get(name) };
};
