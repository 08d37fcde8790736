import type { Taint } from "../../shared/spec/node-spec.ts";
import { versionRow } from "../../shared/versions/version-table.ts";
import type { PlannedHost } from "./node-spec-input.ts";

/** Taints of a host: those of cluster.yml, even none; else what its role has in this version. */
export const hostTaints = ({ config, member }: PlannedHost, version: string): readonly Taint[] => {
  if (config.taints === undefined)
    return member.role === "master" ? versionRow(version).controlPlane.taints : [];
  return config.taints.map(({ key, value, effect }) => ({
    key,
    effect,
    ...(value === undefined ? {} : { value }),
  }));
};
