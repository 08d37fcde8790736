import { driftPauseInvalid } from "../../shared/errors/drift-errors.ts";
import type { DriftServiceHandlers } from "../../shared/rpc/gen/drift-service.ts";
import { toWireHostDrift } from "../../shared/spec/drift-wire.ts";
import type { Agent } from "../agent.ts";
import { nameOfPeer } from "./name-of-peer.ts";
import { toPause } from "./to-pause.ts";

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
    const over = { by: nameOfPeer(peer), now: agent.now(), invalid: driftPauseInvalid };
    const pause = toPause({ reason, forMs }, over);
    return toWireHostDrift(await (await agent.drift()).pause(pause));
  },
  resumeDrift: async () => toWireHostDrift(await (await agent.drift()).pause(undefined)),
});
