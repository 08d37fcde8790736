import { isList, selectValues, valueAt } from "../config-tree.ts";
import type { ConfigCheck, ConfigParts, Finding } from "./config-parts.ts";

/** A cluster needs a master, and etcd an odd number of them to be better off than with one less. */
export const checkRoles: ConfigCheck = (parts) => [...checkMasters(parts), ...checkDetours(parts)];

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
