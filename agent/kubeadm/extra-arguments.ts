import type { JsonObject, JsonValue } from "../../shared/spec/node-spec.ts";
import type { KubeadmApi } from "../../shared/versions/version-row.ts";

/** Flags by name without dashes; an `undefined` is left out. */
export type ExtraArguments = Readonly<Record<string, string | undefined>>;

/**
 * Flags for a component in the form of kubeadm's API: a map up to v1beta3, a list of name and value
 * from v1beta4 on. No flags: no field.
 */
export const renderExtraArguments = (
  api: KubeadmApi,
  field: "extraArgs" | "kubeletExtraArgs",
  flags: ExtraArguments,
): JsonObject => {
  const given = definedEntries(flags);
  if (given.length === 0) return {};
  return { [field]: renderFlags(api, given) };
};

const definedEntries = (flags: ExtraArguments): readonly (readonly [string, string])[] =>
  Object.entries(flags)
    .flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));

const renderFlags = (api: KubeadmApi, flags: readonly (readonly [string, string])[]): JsonValue => {
  switch (api) {
    case "v1beta2":
    case "v1beta3":
      return Object.fromEntries(flags);
    case "v1beta4":
      return flags.map(([name, value]) => ({ name, value }));
  }
};
