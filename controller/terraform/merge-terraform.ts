import type { Flaw } from "../config/config-issue.ts";
import { type ConfigTree, isList, isMapping } from "../config/config-tree.ts";
import type { TerraformReading } from "./terraform-reading.ts";

/**
 * cluster.yml with what Terraform says added: mappings are joined, Terraform's own values win, lists are
 * appended without what is in them already.
 */
export const mergeTerraform = (
  written: ConfigTree,
  { tree }: Pick<TerraformReading, "tree">,
): ConfigTree => (isMapping(written) || written === undefined ? merge(written, tree) : written);

const merge = (own: ConfigTree, added: ConfigTree): ConfigTree => {
  if (isMapping(own) && isMapping(added)) {
    const keys = [...new Set([...Object.keys(own), ...Object.keys(added)])];
    return Object.fromEntries(keys.map((key) => [key, merge(own[key], added[key])]));
  }
  if (isList(own) && isList(added)) {
    const known = new Set(own.map((item) => JSON.stringify(item)));
    return [...own, ...added.filter((item) => !known.has(JSON.stringify(item)))];
  }
  return added ?? own;
};

/** Says of what is wrong with a host of Terraform's where the host comes from: cluster.yml has no line for it. */
export const nameOrigin = (
  flaw: Flaw,
  merged: ConfigTree,
  { origins }: Pick<TerraformReading, "origins">,
): Flaw => {
  const [key, index] = flaw.path;
  const hosts = isMapping(merged) ? merged["hosts"] : undefined;
  if (key !== "hosts" || typeof index !== "number" || !isList(hosts)) return flaw;
  const origin = origins[index - (hosts.length - origins.length)];
  if (origin === undefined) return flaw;
  const hint = [`it comes from ${origin}`, ...(flaw.hint === undefined ? [] : [flaw.hint])];
  return { ...flaw, hint: hint.join("; ") };
};
