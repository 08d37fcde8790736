import { isDnsName } from "../schema/kubernetes-names.ts";
import { eachHost, type HostCheck, type HostProblem, type KnownHost } from "./host-problem.ts";

/** Hosts are told apart by their names and machine ids. */
export const checkIdentities: HostCheck = (hosts, config) => [
  ...checkNames(hosts, config),
  ...duplicates(
    hosts,
    ({ facts }) => facts.hostname.toLowerCase(),
    (value, other) => ({
      code: "HOSTNAME_DUPLICATE",
      message: `has the same host name as ${other}: ${value}`,
      hint: "give each host a name of its own with `hostnamectl set-hostname`",
    }),
  ),
  ...duplicates(
    hosts,
    ({ facts }) => facts.machineId,
    (value, other) => ({
      code: "MACHINE_ID_DUPLICATE",
      message: `has the same machine id as ${other}: ${value}`,
      hint: "after cloning: `rm /etc/machine-id && systemd-machine-id-setup`, then reboot; or two addresses are one host",
    }),
  ),
];

const checkNames = eachHost(({ facts }) => {
  const name = facts.hostname;
  if (isDnsName(name.toLowerCase()) && !/^localhost(\.|$)/i.test(name)) return [];
  const message = `has a host name that cannot be a node's: "${name}"`;
  const hint = "letters, digits, - and .; set one with `hostnamectl set-hostname`";
  return [{ severity: "error", code: "HOSTNAME_INVALID", message, hint }];
});

const duplicates = (
  hosts: readonly KnownHost[],
  valueOf: (host: KnownHost) => string,
  describe: (value: string, other: string) => Pick<HostProblem, "code" | "message" | "hint">,
): readonly HostProblem[] => {
  const first = new Map<string, string>();
  return hosts.flatMap((host) => {
    const value = valueOf(host);
    const other = first.get(value);
    if (other === undefined) {
      first.set(value, host.id);
      return [];
    }
    return [{ severity: "error" as const, host: host.id, ...describe(value, other) }];
  });
};
