import { mkdir } from "node:fs/promises";
import { isIPv6 } from "node:net";
import { join } from "node:path";
import type { AgentConnection } from "../../shared/rpc/connect.ts";
import type { CommandContext } from "../cli/command-context.ts";

export interface KubeconfigOrder {
  readonly cluster: string;
  readonly user: string;
  /** Name or address of the API server. */
  readonly endpoint: string;
  readonly ttlSeconds: number;
}

export const DEFAULT_KUBECONFIG_TTL_SECONDS = 365 * 24 * 3600;

/** Asks a master for an admin kubeconfig; the text is a secret. */
export const fetchKubeconfig = async (
  master: AgentConnection,
  order: KubeconfigOrder,
): Promise<string> => {
  const host = isIPv6(order.endpoint) ? `[${order.endpoint}]` : order.endpoint;
  const { kubeconfig } = await master.cluster.getKubeconfig({
    user: order.user,
    ttlSeconds: order.ttlSeconds,
    server: `https://${host}:6443`,
  });
  return kubeconfig;
};

/** Keeps it as ~/.pharos/<cluster>/kubeconfig, 0600, and gives the path. */
export const saveKubeconfig = async (
  { home, files }: CommandContext,
  cluster: string,
  kubeconfig: string,
): Promise<string> => {
  const folder = join(home, ".pharos", cluster);
  const path = join(folder, "kubeconfig");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await files.write(path, kubeconfig, { overwrite: true, mode: 0o600 });
  return path;
};
