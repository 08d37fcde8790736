import type { RuntimeSpec } from "../../shared/spec/node-spec.ts";

export const CONTAINERD_CONFIG_PATH = "/etc/containerd/config.toml";
export const REGISTRIES_DIRECTORY = "/etc/containerd/certs.d";

/**
 * /etc/containerd/config.toml: what Kubernetes needs and nothing else, containerd's own defaults for
 * the rest. Version 2 is read by containerd 1.x; version 3, with the CRI plugin in two parts, by 2.x.
 */
export const renderContainerdConfig = (runtime: RuntimeSpec): string =>
  [
    HEADER,
    ...(runtime.configVersion === 2 ? renderVersion2(runtime) : renderVersion3(runtime)),
    "",
  ].join("\n");

const HEADER = "# Written by pharosctl; a change made here is undone.";

const renderVersion2 = (runtime: RuntimeSpec): readonly string[] => {
  const cri = `plugins."io.containerd.grpc.v1.cri"`;
  return [
    "version = 2",
    "",
    `[${cri}]`,
    `  sandbox_image = ${quote(runtime.sandboxImage)}`,
    `  restrict_oom_score_adj = ${runtime.restrictOomScoreAdj}`,
    "",
    `[${cri}.cni]`,
    // Debian's package looks in /usr/lib/cni otherwise.
    `  bin_dir = "/opt/cni/bin"`,
    `  conf_dir = "/etc/cni/net.d"`,
    "",
    ...renderRunc(cri, runtime),
    "",
    `[${cri}.registry]`,
    `  config_path = ${quote(REGISTRIES_DIRECTORY)}`,
  ];
};

/**
 * `bin_dir` became `bin_dirs` in 2.1, and the one together with a changed default of the other is
 * refused. /opt/cni/bin is among the defaults of both, in Debian's build too.
 */
const renderVersion3 = (runtime: RuntimeSpec): readonly string[] => {
  const images = `plugins."io.containerd.cri.v1.images"`;
  const cri = `plugins."io.containerd.cri.v1.runtime"`;
  return [
    "version = 3",
    "",
    `[${images}.pinned_images]`,
    `  sandbox = ${quote(runtime.sandboxImage)}`,
    "",
    `[${images}.registry]`,
    `  config_path = ${quote(REGISTRIES_DIRECTORY)}`,
    "",
    `[${cri}]`,
    `  restrict_oom_score_adj = ${runtime.restrictOomScoreAdj}`,
    "",
    `[${cri}.cni]`,
    `  conf_dir = "/etc/cni/net.d"`,
    "",
    ...renderRunc(cri, runtime),
  ];
};

const renderRunc = (cri: string, { cgroupDriver }: RuntimeSpec): readonly string[] => [
  `[${cri}.containerd]`,
  `  default_runtime_name = "runc"`,
  "",
  `[${cri}.containerd.runtimes.runc]`,
  `  runtime_type = "io.containerd.runc.v2"`,
  "",
  `[${cri}.containerd.runtimes.runc.options]`,
  `  SystemdCgroup = ${cgroupDriver === "systemd"}`,
];

/** JSON's strings are TOML's basic strings, for what can be in a reference or a path. */
const quote = (text: string): string => JSON.stringify(text);
