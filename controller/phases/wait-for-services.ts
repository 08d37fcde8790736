import { servicesNotReady } from "../../shared/errors/kubernetes-errors.ts";
import type { PharosError } from "../../shared/errors/pharos-error.ts";
import { isAway } from "../cluster/is-away.ts";
import { waitFor, type WaitOptions } from "../engine/wait-for.ts";

/**
 * Waits until a host's agent sees nothing wrong with Services there. A node is Ready without them:
 * kube-proxy looks for its node first, for half a minute where the API server is busy with masters that
 * join. An agent that is away may be back in a moment. Throws `SERVICES_NOT_READY`, or what the reader does.
 */
export const waitForServices = async (
  node: string,
  readProblem: () => Promise<string>,
  options: WaitOptions,
): Promise<void> => {
  let reason = "";
  let silence: PharosError | undefined;
  const hasCome = await waitFor(async () => {
    silence = undefined;
    const problem = await readProblem().catch((error: unknown) => {
      if (!isAway(error)) throw error;
      silence = error;
      return undefined;
    });
    reason = problem ?? reason;
    return problem === "" ? true : undefined;
  }, options);
  if (hasCome === true) return;
  if (silence !== undefined) throw silence;
  throw servicesNotReady({ node, seconds: options.limitMs / 1000, reason });
};
