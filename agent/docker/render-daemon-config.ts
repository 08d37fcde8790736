import type { RuntimeSpec } from "../../shared/spec/node-spec.ts";

export const DOCKER_DIRECTORY = "/etc/docker";
export const DOCKER_CERTIFICATES_DIRECTORY = `${DOCKER_DIRECTORY}/certs.d`;
export const DAEMON_CONFIG_PATH = `${DOCKER_DIRECTORY}/daemon.json`;

/**
 * /etc/docker/daemon.json. Docker runs containers here and nothing else: pods get their network by CNI
 * and their rules by kube-proxy, so it makes neither bridge nor rules, and what filters packets on the
 * host stays as it is. Containers outlive a restart of the daemon.
 */
export const renderDaemonConfig = (runtime: RuntimeSpec): string => {
  const mirrors = toHubMirrors(runtime);
  const insecure = toInsecureRegistries(runtime);
  const config = {
    "exec-opts": [`native.cgroupdriver=${runtime.cgroupDriver}`],
    "live-restore": true,
    bridge: "none",
    iptables: false,
    ip6tables: false,
    "ip-masq": false,
    "log-driver": "json-file",
    "log-opts": { "max-file": "3", "max-size": "20m" },
    ...(mirrors.length === 0 ? {} : { "registry-mirrors": mirrors }),
    ...(insecure.length === 0 ? {} : { "insecure-registries": insecure }),
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
};

/** Docker asks mirrors for images of Docker Hub alone. */
const toHubMirrors = ({ mirrors }: RuntimeSpec): readonly string[] => [
  ...new Set(
    ["docker.io", "_default"].flatMap((name) =>
      mirrors.filter(({ registry }) => registry === name).map(({ endpoint }) => endpoint),
    ),
  ),
];

/** A mirror in plain is one too. */
const toInsecureRegistries = ({ insecureRegistries, mirrors }: RuntimeSpec): readonly string[] => {
  const plain = mirrors
    .map(({ endpoint }) => new URL(endpoint))
    .filter(({ protocol }) => protocol === "http:")
    .map(({ host }) => host);
  return [...new Set([...insecureRegistries, ...plain])].toSorted();
};
