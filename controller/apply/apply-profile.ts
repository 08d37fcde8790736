import { setTimeout as sleep } from "node:timers/promises";
import type { ProfileName } from "../../shared/spec/run.ts";
import { profiles } from "../../shared/spec/profile-wire.ts";
import { toWireSignedDocument } from "../../shared/spec/signed-document-wire.ts";
import type { ApplyRun, RunHost } from "./apply-run.ts";
import { followRun } from "./follow-run.ts";

const NO_SECRETS: Readonly<Record<string, string>> = {};

/**
 * Lets a host's agent bring one profile of its spec about and follows it to the end, over broken
 * connections too. Throws the first failure, with its task, when any task failed.
 */
export const applyProfile = async (
  run: ApplyRun,
  host: RunHost,
  profile: ProfileName,
  runSecrets: Readonly<Record<string, string>> = NO_SECRETS,
): Promise<void> => {
  const connection = await host.connection();
  const { fencing, lost } = await run.lock();
  const request = {
    spec: toWireSignedDocument(await host.signedSpec()),
    run: run.id,
    profile: profiles.toWire(profile),
    fencingNumber: fencing,
    runSecrets,
  };
  const { runs, specs } = connection;
  // Handed over once more after a break: by then somebody else may have the lock.
  const apply: typeof specs.apply = async function* (...call) {
    await run.lock();
    yield* specs.apply(...call);
  };
  await followRun({ runs, specs: { apply } }, request, {
    report: run.report,
    sleep: (ms) => sleep(ms),
    elapsedMs: () => performance.now(),
    stop: run.signal,
    signal: AbortSignal.any([run.signal, lost]),
  });
};
