import { type ConfigTree, isMapping, selectValues } from "../config-tree.ts";
import type { ConfigCheck, Finding } from "./config-parts.ts";

interface KeyWithoutEffect {
  readonly pattern: string;
  /** Values that ask for nothing. */
  readonly asksForNothing?: (value: ConfigTree) => boolean;
  readonly message: string;
  /** Something else in the file gives it one. */
  readonly hasEffect?: (tree: ConfigTree) => boolean;
}

const isDisabled = (value: ConfigTree): boolean => isMapping(value) && value["enabled"] === false;
const isEmptyList = (value: ConfigTree): boolean => Array.isArray(value) && value.length === 0;

/**
 * Keys that are checked and kept but change nothing yet. They are no errors, since a cluster is as
 * safe without them and the file stays as it is once they count.
 */
const keysWithoutEffect: readonly KeyWithoutEffect[] = [
  {
    pattern: "maintenance.windows",
    asksForNothing: isEmptyList,
    message:
      "has no effect without addons.kured and addons.host-upgrades: nothing else waits for it yet",
    hasEffect: (tree) => selectValues(tree, "addons.kured").some(({ value }) => !isDisabled(value)),
  },
];

/** Says of each such key that it changes nothing. */
export const checkEffects: ConfigCheck = ({ tree }) =>
  keysWithoutEffect.flatMap(({ pattern, asksForNothing, message, hasEffect }) =>
    selectValues(tree, pattern)
      .filter(({ value }) => asksForNothing?.(value) !== true && hasEffect?.(tree) !== true)
      .map(({ path }): Finding => ({ path, at: "key", message, severity: "warning" })),
  );
