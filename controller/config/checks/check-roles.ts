import { isList, selectValues, valueAt } from "../config-tree.ts";
import { parseEndpoint } from "../schema/adopted-config.ts";
import type { ConfigCheck, ConfigParts, Finding } from "./config-parts.ts";

/** A cluster needs a master, and etcd an odd number of them to be better off than with one less. */
export const checkRoles: ConfigCheck = (parts) => [
  ...checkMasters(parts),
  ...checkDetours(parts),
  ...checkEndpoint(parts),
];

const checkMasters = ({ tree, hosts }: ConfigParts): readonly Finding[] => {
  const masters = hosts.filter(({ role }) => role === "master").length;
  const written = valueAt(tree, ["hosts"]);
  const isComplete = isList(written) && written.length === hosts.length;
  const isCertain = isComplete && hosts.length > 0 && hosts.every(({ role }) => role !== undefined);
  if (masters === 0 && isCertain) {
    const hint = "give one host role: master";
    return [{ severity: "error", path: ["hosts"], at: "key", message: "has no master", hint }];
  }
  if (masters === 0 || masters % 2 === 1) return [];
  const message = `has ${masters} masters, which survive no more failures than ${masters - 1}`;
  return [
    {
      severity: "warning",
      path: ["hosts"],
      at: "key",
      message,
      hint: "an odd number of masters is best",
    },
  ];
};

/** OpenSSH takes one way to a host. */
const checkDetours = ({ tree }: ConfigParts): readonly Finding[] =>
  selectValues(tree, "hosts[].ssh_proxy_command")
    .filter(({ path }) => valueAt(tree, [...path.slice(0, 2), "bastion"]) !== undefined)
    .map(({ path }) => ({
      severity: "error" as const,
      path,
      at: "key" as const,
      message: "cannot be used together with bastion",
      hint: "to reach the bastion itself, use bastion.ssh_proxy_command",
    }));

/** kubeadm lets no master join where nodes know one master's own address, and all would hang on that one. */
const checkEndpoint = ({ tree, hosts }: ConfigParts): readonly Finding[] => {
  const endpoint = valueAt(tree, ["adopted", "endpoint"]);
  const address = typeof endpoint === "string" ? parseEndpoint(endpoint) : undefined;
  const masters = hosts.filter(({ role }) => role === "master");
  const isOneMasters = masters.some((host) =>
    [host.address, host.private_address].includes(address),
  );
  if (address === undefined || masters.length < 2 || !isOneMasters) return [];
  return [
    {
      severity: "error",
      path: ["adopted", "endpoint"],
      message: `${address} is one master's own address, and there are ${masters.length} masters`,
      hint: "a cluster that was made without an address for all masters keeps the one that it has",
    },
  ];
};
