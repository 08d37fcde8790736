import { API_PROXY_DIRECTORY } from "../api-proxy/render-config.ts";
import { API_PROXY_UNIT } from "../api-proxy/render-unit.ts";
import { SOURCES_DIRECTORY } from "../apt/repository-files.ts";
import { CONTAINERD_CONFIG_PATH, REGISTRIES_DIRECTORY } from "../containerd/render-config.ts";
import { CRIO_CONFIG_PATH } from "../crio/render-crio-config.ts";
import { CRIO_REGISTRIES_PATH } from "../crio/render-registries.ts";
import { DAEMON_CONFIG_PATH } from "../docker/render-daemon-config.ts";
import { kubeadmPaths } from "../kubeadm/kubeadm-paths.ts";
import { CNI_CONFIG_DIRECTORY } from "../network/render-conflist.ts";
import { MASQUERADE_DIRECTORY, MASQUERADE_UNIT } from "../network/render-masquerade.ts";
import { dropInDirectory } from "../runtime/render-drop-in.ts";
import { CONTAINERD_UNIT, CRIO_UNIT, DOCKER_UNIT } from "../runtime/runtime-place.ts";
import { unitPath } from "../state/agent-paths.ts";

/** Files of settings. No kubeconfig of an administrator, nothing with a key. */
export const reportFiles: readonly string[] = [
  CONTAINERD_CONFIG_PATH,
  DAEMON_CONFIG_PATH,
  CRIO_CONFIG_PATH,
  CRIO_REGISTRIES_PATH,
  kubeadmPaths.kubeletConf,
  kubeadmPaths.kubeletConfig,
  "/var/lib/kubelet/kubeadm-flags.env",
  "/etc/default/kubelet",
  "/etc/pharos/agent.yaml",
  "/etc/environment",
  "/etc/modules-load.d/pharos.conf",
  "/etc/sysctl.d/999-pharos.conf",
  "/etc/hosts",
  "/etc/resolv.conf",
  "/etc/os-release",
  "/proc/meminfo",
  "/proc/loadavg",
  "/proc/mounts",
  "/proc/cmdline",
];

/** Folders whose files are settings, as deep as `depth`; only files whose name fits `only`. */
export const reportFolders: readonly {
  readonly path: string;
  readonly depth: number;
  readonly only?: RegExp;
}[] = [
  { path: kubeadmPaths.manifests, depth: 1, only: /\.yaml$/ },
  { path: REGISTRIES_DIRECTORY, depth: 2, only: /\.toml$/ },
  { path: dropInDirectory(CONTAINERD_UNIT), depth: 1 },
  { path: dropInDirectory(DOCKER_UNIT), depth: 1 },
  { path: dropInDirectory(CRIO_UNIT), depth: 1 },
  { path: CNI_CONFIG_DIRECTORY, depth: 1 },
  { path: API_PROXY_DIRECTORY, depth: 1 },
  { path: MASQUERADE_DIRECTORY, depth: 1 },
  { path: SOURCES_DIRECTORY, depth: 1, only: /^pharos-/ },
  { path: "/etc/systemd/system", depth: 1, only: /^(?:pharos-.*|kubelet)\.service$/ },
  { path: "/etc/systemd/system/kubelet.service.d", depth: 1 },
];

const units: readonly string[] = [
  unitPath.name,
  "kubelet.service",
  CONTAINERD_UNIT,
  DOCKER_UNIT,
  CRIO_UNIT,
  API_PROXY_UNIT,
  MASQUERADE_UNIT,
  "ssh.service",
  "systemd-timesyncd.service",
];

const UNIT_PROPERTIES =
  "Id,LoadState,ActiveState,SubState,UnitFileState,Result,ExecMainStatus,ExecMainStartTimestamp,NRestarts,MemoryCurrent,FragmentPath,DropInPaths";

/** Programs that only look; no part of an argument comes from outside. Without processes' arguments. */
export const reportPrograms: readonly {
  readonly name: string;
  readonly argv: readonly string[];
}[] = [
  {
    name: "units.txt",
    argv: ["systemctl", "show", "--no-pager", `--property=${UNIT_PROPERTIES}`, ...units],
  },
  {
    name: "units-failed.txt",
    argv: ["systemctl", "list-units", "--failed", "--all", "--no-pager", "--plain"],
  },
  {
    name: "units-pharos.txt",
    argv: ["systemctl", "list-units", "--all", "--no-pager", "--plain", "pharos-*"],
  },
  { name: "disks.txt", argv: ["df", "--human-readable", "--print-type"] },
  { name: "inodes.txt", argv: ["df", "--inodes"] },
  { name: "addresses.txt", argv: ["ip", "-brief", "address"] },
  { name: "routes.txt", argv: ["ip", "route", "show", "table", "all"] },
  { name: "listeners.txt", argv: ["ss", "--listening", "--tcp", "--numeric", "--processes"] },
  { name: "processes.txt", argv: ["ps", "-eo", "pid,ppid,stat,etime,rss,pcpu,comm"] },
  { name: "firewall.txt", argv: ["iptables-save"] },
  { name: "clock.txt", argv: ["timedatectl", "show"] },
];

/** Containers of the control plane and where the kubelet has what they print. */
export const POD_LOGS = "/var/log/pods";
export const controlPlanePods =
  /^kube-system_(?:etcd|kube-apiserver|kube-controller-manager|kube-scheduler)-/;
