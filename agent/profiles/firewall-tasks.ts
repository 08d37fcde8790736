import { buildFilterRules } from "../../shared/firewall/build-filter-rules.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import { type BoundTask, bindTask } from "../engine/task.ts";
import type { Ref } from "../engine/ref.ts";
import {
  FIREWALL_DIRECTORY,
  FIREWALL_UNIT,
  FIREWALL_UNIT_PATH,
} from "../firewall/firewall-paths.ts";
import { renderFirewallUnit } from "../firewall/render-units.ts";
import { directory } from "../tasks/directory.ts";
import { FIREWALL_REF, firewall } from "../tasks/firewall.ts";
import { unitFile } from "../tasks/unit-file.ts";
import { unit } from "../tasks/unit.ts";

/** The host's packet filter, or its absence; a spec from before there was one leaves all as it is. */
export const firewallTasks = (spec: NodeSpec): readonly BoundTask[] => {
  const { firewall: wanted } = spec;
  if (wanted === undefined) return [];
  return wanted.enabled ? presentTasks({ ...spec, firewall: wanted }) : absentFirewallTasks();
};

/** Rules go before the unit that would take them along, and before nft does (`FIREWALL_REF`). */
export const absentFirewallTasks = (): readonly BoundTask[] => [
  bindTask(firewall, { ensure: "absent" }),
  bindTask(unit, { ensure: "stopped", unit: FIREWALL_UNIT, needs: [FIREWALL_REF] }),
  bindTask(unitFile, { ...UNIT_FILE, ensure: "absent", needs: [`unit:${FIREWALL_UNIT}`] }),
  bindTask(directory, {
    ensure: "absent",
    path: FIREWALL_DIRECTORY,
    needs: [FIREWALL_REF, `unit:${FIREWALL_UNIT}`],
  }),
];

/** All of it that has to be gone before its package goes. */
export const FIREWALL_GONE: readonly Ref[] = [FIREWALL_REF, `unit:${FIREWALL_UNIT}`];

const UNIT_FILE = {
  unit: FIREWALL_UNIT,
  path: FIREWALL_UNIT_PATH,
  text: renderFirewallUnit(),
} as const;

const presentTasks = (spec: Parameters<typeof buildFilterRules>[0]): readonly BoundTask[] => [
  bindTask(directory, { ensure: "present", path: FIREWALL_DIRECTORY, mode: 0o755 }),
  bindTask(firewall, { ensure: "present", rules: buildFilterRules(spec) }),
  bindTask(unitFile, { ...UNIT_FILE, ensure: "present" }),
  // The rules' own task loads what changes: the unit is for the boot.
  bindTask(unit, {
    ensure: "running",
    unit: FIREWALL_UNIT,
    restartOn: [{ ref: `file:${FIREWALL_UNIT_PATH}`, path: FIREWALL_UNIT_PATH }],
    needs: [FIREWALL_REF, "package:nftables"],
  }),
];
