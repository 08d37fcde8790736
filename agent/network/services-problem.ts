import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { HostReader } from "../host/host.ts";
import { kubeadmPaths } from "../kubeadm/kubeadm-paths.ts";

/** Where kube-proxy tells whether what it last heard of is set up in the kernel. */
const HEALTH = { port: 10_256, path: "/healthz" } as const;

/**
 * Why Services cannot be reached from this host; empty: they can, or there is nobody to ask. Who brings
 * a network of their own may have one that does without kube-proxy.
 */
export const readServicesProblem = async (
  { files, network }: Pick<HostReader, "files" | "network">,
  spec: Pick<NodeSpec, "ensure" | "network"> | undefined,
): Promise<string> => {
  if (spec?.ensure !== "present" || spec.network.provider === "custom") return "";
  if ((await files.stat(kubeadmPaths.kubeletConf)) === undefined) return "";
  const answer = await network.askLoopback(HEALTH.port, HEALTH.path);
  return answer.kind === "failed" ? `kube-proxy is not ready: ${answer.reason}` : "";
};
