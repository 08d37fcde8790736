import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Host } from "../host/host.ts";
import { resetArguments } from "./kubeadm-arguments.ts";
import { kubeadmPaths } from "./kubeadm-paths.ts";

const RESET_LIMIT_MS = 10 * 60_000;

/**
 * `kubeadm reset`, and then what it leaves behind when it finds no manifest of etcd to tell it where
 * the data is. Whoever calls this has proved that nothing here is needed any more.
 */
export const resetNode = async (host: Host, spec: NodeSpec): Promise<void> => {
  await host.programs.run({
    argv: resetArguments(spec),
    limitMs: RESET_LIMIT_MS,
    reason: "kubeadm reset",
  });
  await host.files.remove(kubeadmPaths.etcdMember);
  await host.files.remove(kubeadmPaths.bootstrapConf);
};
