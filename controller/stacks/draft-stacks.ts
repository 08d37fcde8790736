import { addonStacks } from "../addons/addon-stacks.ts";
import type { ManifestObject } from "../config/read-manifests.ts";
import { takesTurns } from "../../shared/spec/maintenance-spec.ts";
import { buildMaintenanceSpec } from "../spec/build-maintenance-spec.ts";
import type { NodeSpecInput } from "../spec/node-spec-input.ts";
import { type DraftStack, toDraftObject } from "./draft-stack.ts";
import { maintenanceTurns } from "./maintenance-turns.ts";
import { weaveNetwork } from "./weave-network.ts";

interface StackInput extends Pick<NodeSpecInput, "config" | "contents" | "membership"> {
  /** Objects of manifests that cluster.yml names, by absolute path. */
  readonly manifests: ReadonlyMap<string, readonly ManifestObject[]>;
}

/**
 * All objects that this cluster is to hold, in the order in which they are applied: the pod network
 * first, for nothing runs without it; then addons, and the user's own manifests last.
 */
export const draftStacks = (input: StackInput): readonly DraftStack[] => [
  ...networkStack(input),
  ...maintenanceStack(input),
  ...addonStacks(input),
  ...ownManifests(input),
];

const networkStack = (input: StackInput): readonly DraftStack[] => {
  const { provider, custom } = input.config.network;
  switch (provider) {
    case "bridge":
      return [];
    case "weave":
      return [{ name: "network", objects: weaveNetwork(input) }];
    case "custom":
      // Without manifests it is there by somebody else's hand.
      return custom === undefined
        ? []
        : [{ name: "network", objects: draftsOf(input, [custom.manifest_path]) }];
  }
};

const maintenanceStack = ({ config }: StackInput): readonly DraftStack[] =>
  takesTurns(buildMaintenanceSpec(config, 1))
    ? [{ name: "maintenance", objects: maintenanceTurns(config.addons?.kured) }]
    : [];

/** One stack: an object may move from one file to another. */
const ownManifests = (input: StackInput): readonly DraftStack[] => {
  const objects = draftsOf(input, input.config.manifests ?? []);
  return objects.length === 0 ? [] : [{ name: "manifests", objects }];
};

const draftsOf = ({ manifests }: StackInput, paths: readonly string[]) =>
  paths
    .flatMap((path) => manifests.get(path) ?? [])
    .map(({ object, source }) => toDraftObject(object, source));
