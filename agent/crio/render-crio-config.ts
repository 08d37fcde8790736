import type { RuntimeSpec } from "../../shared/spec/node-spec.ts";
import { CNI_CONFIG_DIRECTORY } from "../network/render-conflist.ts";
import { hostsWithCredentials } from "../runtime/mirror-credentials.ts";

export const CRIO_DIRECTORY = "/etc/crio";
/** The last by its name: the package has drop-ins of its own there. */
export const CRIO_CONFIG_PATH = `${CRIO_DIRECTORY}/crio.conf.d/99-pharos.conf`;
export const CRIO_AUTH_PATH = `${CRIO_DIRECTORY}/pharos-auth.json`;
/** Not the place that podman and its like have: a kubelet removes images that no pod uses. */
export const CRIO_STATE_DIRECTORY = "/var/lib/crio";

/**
 * Our drop-in for cri-o (crio.conf.d(5)): what Kubernetes needs and nothing else; the runtime below and the
 * policy for signatures are the package's. With `cgroupfs` the monitor of a container has to be in the
 * pod's group, since cri-o's own default for it is a slice, which only systemd knows.
 */
export const renderCrioConfig = (runtime: RuntimeSpec): string =>
  [
    "# Written by pharosctl; a change made here is undone.",
    "[crio]",
    `root = ${quote(`${CRIO_STATE_DIRECTORY}/storage`)}`,
    `runroot = "/run/crio/storage"`,
    "",
    "[crio.image]",
    `pause_image = ${quote(runtime.sandboxImage)}`,
    ...(hostsWithCredentials(runtime).size === 0
      ? []
      : [`global_auth_file = ${quote(CRIO_AUTH_PATH)}`]),
    "",
    "[crio.network]",
    `network_dir = ${quote(CNI_CONFIG_DIRECTORY)}`,
    `plugin_dirs = ["/opt/cni/bin"]`,
    "",
    "[crio.runtime]",
    `cgroup_manager = ${quote(runtime.cgroupDriver)}`,
    ...(runtime.cgroupDriver === "cgroupfs" ? [`conmon_cgroup = "pod"`] : []),
    "",
  ].join("\n");

/** JSON's strings are TOML's basic strings, for what can be in a reference or a path. */
const quote = (text: string): string => JSON.stringify(text);
