import { agentRows } from "./agent-rows.ts";
import { cliRows } from "./cli-rows.ts";
import { clusterRows } from "./cluster-rows.ts";
import type { FaultRow } from "./fault-row.ts";
import { hostRows } from "./host-rows.ts";
import { packageRows } from "./package-rows.ts";
import { stopRows } from "./stop-rows.ts";
import { trustRows } from "./trust-rows.ts";
import { upgradeRows } from "./upgrade-rows.ts";

/** The whole matrix, in the order in which it runs. */
export const faultRows: readonly FaultRow[] = [
  ...packageRows,
  ...clusterRows,
  ...cliRows,
  ...stopRows,
  ...agentRows,
  ...hostRows,
  ...trustRows,
  ...upgradeRows,
];
