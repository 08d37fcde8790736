import { servicesNotReady } from "../../shared/errors/kubernetes-errors.ts";
import { waitFor, type WaitOptions } from "../engine/wait-for.ts";

/**
 * Waits until a host's agent sees nothing wrong with Services there. A node is Ready without them:
 * kube-proxy looks for its node first, for half a minute where the API server is busy with masters that
 * join. Throws `SERVICES_NOT_READY`, or what the reader does.
 */
export const waitForServices = async (
  node: string,
  readProblem: () => Promise<string>,
  options: WaitOptions,
): Promise<void> => {
  let reason = "";
  const hasCome = await waitFor(async () => {
    reason = await readProblem();
    return reason === "" ? true : undefined;
  }, options);
  if (hasCome === true) return;
  throw servicesNotReady({ node, seconds: options.limitMs / 1000, reason });
};
