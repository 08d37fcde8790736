import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Host } from "../host/host.ts";
import { resetArguments } from "./kubeadm-arguments.ts";
import { kubeadmPaths } from "./kubeadm-paths.ts";

const RESET_LIMIT_MS = 10 * 60_000;

/**
 * `kubeadm reset`, and then what it may leave behind: etcd's data when it finds no manifest that names
 * the place, and running pods when it could not speak to the runtime, which it only warns of. Whoever
 * calls this has proved that nothing here is needed any more.
 */
export const resetNode = async (host: Host, spec: NodeSpec): Promise<void> => {
  await host.programs.run({
    argv: resetArguments(spec),
    limitMs: RESET_LIMIT_MS,
    reason: "kubeadm reset",
  });
  await removeSandboxes(host);
  await host.files.remove(kubeadmPaths.etcdMember);
  await host.files.remove(kubeadmPaths.bootstrapConf);
};

export const removeSandboxes = async (host: Host): Promise<void> => {
  const left = (await host.runtime.sandboxes()) ?? [];
  if (left.length > 0) await host.runtime.removeSandboxes();
};
