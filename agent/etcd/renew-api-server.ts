import { kubernetesUnreachable } from "../../shared/errors/kubernetes-errors.ts";
import type { Host } from "../host/host.ts";
import { findSilence } from "../kubeadm/component-health.ts";
import { findApiServer } from "../kubeadm/find-api-server.ts";

const LIMIT_MS = 4 * 60_000;
const STEP_MS = 500;

/**
 * Starts the API server of this host anew, and with it all that watches through it, and waits until it
 * serves. There is nothing to do where none runs. Throws `KUBERNETES_UNREACHABLE`.
 */
export const renewApiServer = async (host: Host, name: string): Promise<void> => {
  const own = await findApiServer(host, name);
  if (own === undefined) return;
  await host.runtime.stopPod(own.id);
  const endMs = host.now().getTime() + LIMIT_MS;
  for (;;) {
    const reason = await findSilence(host);
    if (reason === undefined) return;
    if (host.now().getTime() >= endMs)
      throw kubernetesUnreachable({ what: `all that watches through ${name}`, reason });
    await host.pause(STEP_MS);
  }
};
