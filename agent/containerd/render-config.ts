import type { RuntimeSpec, SecretRef } from "../../shared/spec/node-spec.ts";
import { type SecretText, secretMark } from "../secrets/secret-text.ts";
import { hostsWithCredentials } from "../runtime/mirror-credentials.ts";

export const CONTAINERD_CONFIG_PATH = "/etc/containerd/config.toml";
export const REGISTRIES_DIRECTORY = "/etc/containerd/certs.d";

/**
 * /etc/containerd/config.toml: what Kubernetes needs and nothing else, containerd's own defaults for
 * the rest. Version 2 is read by containerd 1.x; version 3, with the CRI plugin in two parts, by 2.x.
 */
export const renderContainerdConfig = (runtime: RuntimeSpec): SecretText => {
  const hosts = runtime.configVersion === 2 ? hostsWithCredentials(runtime) : NO_HOSTS;
  const lines = [
    HEADER,
    ...(runtime.configVersion === 2 ? renderVersion2(runtime) : renderVersion3(runtime)),
    ...[...hosts].flatMap(([host, credentials]) => renderAuth(host, credentials)),
    "",
  ];
  return { text: lines.join("\n"), secrets: [...hosts.values()] };
};

const NO_HOSTS: ReadonlyMap<string, SecretRef> = new Map();

/**
 * Only here do versions before 2.1 look for a password when a registry wants a token of them
 * (containerd#8186). The table is deprecated, and stays until there is something else for it
 * (containerd#12366); `config_path` forbids `mirrors` and `tls` beside it, and not this. Version 2.x would
 * pull in another way because of it, and needs it no more: hosts.toml has the header.
 */
const renderAuth = (host: string, credentials: SecretRef): readonly string[] => [
  "",
  `[${CRI}.registry.configs.${quote(host)}.auth]`,
  // By it a changed password is seen where the password itself is not known.
  `  # ${credentials.hash.slice(0, 16)}`,
  `  auth = "${secretMark(credentials)}"`,
];

const CRI = `plugins."io.containerd.grpc.v1.cri"`;

const HEADER = "# Written by pharosctl; a change made here is undone.";

const renderVersion2 = (runtime: RuntimeSpec): readonly string[] => {
  const cri = CRI;
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
