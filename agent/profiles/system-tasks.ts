import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import { type BoundTask, bindTask } from "../engine/task.ts";
import { environment } from "../tasks/environment.ts";
import { kernelModules } from "../tasks/kernel-modules.ts";
import { swap } from "../tasks/swap.ts";
import { sysctls } from "../tasks/sysctls.ts";

/** Kernel and system settings that the kubelet, the runtime and the pod network count on. */
export const systemTasks = (spec: NodeSpec): readonly BoundTask[] => [
  bindTask(kernelModules, { ensure: "present", modules: modulesOf(spec) }),
  bindTask(sysctls, sysctlsOf(spec, "present")),
  bindTask(swap, { ensure: "off" }),
  bindTask(environment, { values: spec.system.environment }),
];

/** The same, gone; what is set in the kernel stays until the next boot. */
export const absentSystemTasks = (spec: NodeSpec): readonly BoundTask[] => [
  bindTask(kernelModules, { ensure: "absent", modules: modulesOf(spec) }),
  bindTask(sysctls, sysctlsOf(spec, "absent")),
  bindTask(swap, { ensure: "restored" }),
  bindTask(environment, { values: {} }),
];

const MODULES: readonly string[] = ["overlay", "br_netfilter"];

/** Pods are forwarded, and kube-proxy's rules see what crosses a bridge. */
const SYSCTLS: Readonly<Record<string, string>> = {
  "net.bridge.bridge-nf-call-iptables": "1",
  "net.bridge.bridge-nf-call-ip6tables": "1",
  "net.ipv4.ip_forward": "1",
};

/** kube-proxy raises the first, and other software the others: a higher value is as good. */
const MINIMUMS: readonly string[] = [
  "net.netfilter.nf_conntrack_max",
  "fs.file-max",
  "fs.inotify.max_user_instances",
  "fs.inotify.max_user_watches",
  "kernel.pid_max",
  "vm.max_map_count",
];

const modulesOf = ({ system }: NodeSpec): readonly string[] => [
  ...new Set([...MODULES, ...system.kernelModules]),
];

const sysctlsOf = <Ensure extends "present" | "absent">(spec: NodeSpec, ensure: Ensure) => ({
  ensure,
  values: { ...SYSCTLS, ...spec.system.sysctls },
  minimums: MINIMUMS,
  modules: modulesOf(spec),
});
