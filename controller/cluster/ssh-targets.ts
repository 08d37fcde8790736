import type { ConfiguredHost } from "../spec/node-spec-input.ts";
import type { ClusterConfig } from "../config/cluster-config.ts";
import type { SshTarget } from "../bootstrap/ssh-target.ts";

const DEFAULT_KEY = ".ssh/id_rsa";

/** How a host of cluster.yml is reached. Without `ssh_key_path`: ~/.ssh/id_rsa if it exists, else OpenSSH's own order. */
export const toSshTarget = (
  host: ConfiguredHost,
  home: string,
  exists: (path: string) => boolean,
): SshTarget => {
  const usual = `${home}/${DEFAULT_KEY}`;
  const keyPath = host.ssh_key_path ?? (exists(usual) ? usual : undefined);
  const { bastion } = host;
  return {
    name: host.address,
    address: host.address,
    user: host.user,
    ...(host.ssh_port === 22 ? {} : { port: host.ssh_port }),
    ...(keyPath === undefined ? {} : { keyPath }),
    ...(host.ssh_proxy_command === undefined ? {} : { proxyCommand: host.ssh_proxy_command }),
    ...(host.host_key === undefined ? {} : { hostKey: host.host_key }),
    ...(bastion === undefined
      ? {}
      : {
          bastion: {
            address: bastion.address,
            ...(bastion.user === undefined ? {} : { user: bastion.user }),
            ...(bastion.ssh_port === undefined ? {} : { port: bastion.ssh_port }),
            ...(bastion.ssh_key_path === undefined ? {} : { keyPath: bastion.ssh_key_path }),
            ...(bastion.ssh_proxy_command === undefined
              ? {}
              : { proxyCommand: bastion.ssh_proxy_command }),
            ...(bastion.host_key === undefined ? {} : { hostKey: bastion.host_key }),
          },
        }),
  };
};

/** The same for agents, which are known by the addresses of the membership. */
export const targetsOf =
  ({ hosts }: Pick<ClusterConfig, "hosts">, toTarget: (host: ConfiguredHost) => SshTarget) =>
  ({ address }: { readonly address: string }): SshTarget | undefined => {
    const host = hosts.find((candidate) => candidate.address === address);
    return host && toTarget(host);
  };
