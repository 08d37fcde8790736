import { driftPauseInvalid } from "../../shared/errors/drift-errors.ts";
import type { DriftServiceHandlers } from "../../shared/rpc/gen/drift-service.ts";
import { toWireHostDrift } from "../../shared/spec/drift-wire.ts";
import type { Agent } from "../agent.ts";
import { nameOfPeer } from "./name-of-peer.ts";

const SHORTEST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 30 * 24 * 3_600_000;

/** What changed on this host without a run, and what is done about it. */
export const driftService = (agent: Agent): DriftServiceHandlers => ({
  getDrift: async () => toWireHostDrift((await agent.drift()).drift()),
  getStateDigest: async () => {
    const { digest, lookedAtMs, findings, pending } = (await agent.drift()).drift();
    const generation = agent.spec.current()?.content.generation ?? 0;
    return { generation, digest, differing: findings.length + pending.length, lookedAtMs };
  },
  checkDrift: async () =>
    toWireHostDrift(await (await agent.drift()).look({ correct: false, disruptive: false })),
  correctDrift: async ({ disruptive }, { peer }) =>
    toWireHostDrift(
      await (await agent.drift()).look({ correct: true, disruptive }, nameOfPeer(peer)),
    ),
  pauseDrift: async ({ reason, forMs }, { peer }) => {
    if (reason.trim() === "" || forMs < SHORTEST_PAUSE_MS || forMs > LONGEST_PAUSE_MS)
      throw driftPauseInvalid({ reason, forMs });
    const untilMs = agent.now().getTime() + forMs;
    const pause = { reason, by: nameOfPeer(peer), untilMs };
    return toWireHostDrift(await (await agent.drift()).pause(pause));
  },
  resumeDrift: async () => toWireHostDrift(await (await agent.drift()).pause(undefined)),
});
