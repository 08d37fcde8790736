import { firewallLocksOut } from "../../shared/errors/firewall-errors.ts";
import type { FilterRules } from "../../shared/firewall/filter-rules.ts";
import { findLockedOut } from "../../shared/firewall/find-locked-out.ts";
import {
  NO_TABLE_FILE,
  renderTable,
  renderTableFile,
  toTableFile,
} from "../../shared/firewall/render-table.ts";
import type { Change } from "../engine/change.ts";
import type { LeftChange, Task } from "../engine/task.ts";
import type { Ref } from "../engine/ref.ts";
import {
  type ConfirmedRules,
  isConfirmed,
  knownListing,
  readConfirmedRules,
  writeConfirmedRules,
} from "../firewall/confirmed-rules.ts";
import {
  CONFIRMED_RULES_PATH,
  FIREWALL_DIRECTORY,
  FIREWALL_RULES_PATH,
  TRIAL_DIRECTORY,
} from "../firewall/firewall-paths.ts";
import { endTrial, isOnTrial, tryRules } from "../firewall/rules-trial.ts";
import type { Host } from "../host/host.ts";

export type FirewallTaskSpec =
  | { readonly ensure: "present"; readonly rules: FilterRules }
  | { readonly ensure: "absent" };

export interface FirewallState {
  /** As nft lists it. */
  readonly table: string | undefined;
  /** What the boot will load. */
  readonly atBoot: string | undefined;
  readonly confirmed: ConfirmedRules | undefined;
  readonly onTrial: boolean;
}

/**
 * The packet filter's table of ours, now and at boot. Rules that this host never had count only once
 * somebody reaches it through them, else they are taken back; known ones are simply restored.
 */
export const firewall: Task<FirewallTaskSpec, FirewallState> = {
  kind: "firewall",
  name: () => "inet-pharos",
  title: ({ ensure }) =>
    ensure === "present" ? "let in only who may (firewall)" : "remove the firewall",
  reads: ({ ensure }) =>
    ensure === "present" ? [`file:${FIREWALL_DIRECTORY}`, "package:nftables"] : [],
  writes: () => [FIREWALL_REF, `file:${FIREWALL_RULES_PATH}`, `file:${CONFIRMED_RULES_PATH}`],
  check: async (host) => {
    const [table, atBoot, confirmed, onTrial] = await Promise.all([
      host.packetFilter.table(),
      host.files.read(FIREWALL_RULES_PATH),
      readConfirmedRules(host),
      isOnTrial(host),
    ]);
    return { table, atBoot, confirmed, onTrial };
  },
  diff: (state, spec) => [
    ...(spec.ensure === "present" ? diffPresent(state, spec.rules) : diffAbsent(state)),
    ...(state.onTrial ? [TRIAL_LEFT] : []),
  ],
  apply: async (host, spec, changes) => {
    const fields = new Set(changes.map(({ field }) => field));
    if (spec.ensure === "absent") await removeRules(host, fields);
    else if (fields.has(TABLE) || fields.has(BOOT)) await loadRules(host, spec.rules);
    await endTrial(host);
  },
  leave: ({ confirmed }, spec, changes) =>
    spec.ensure === "absent" || isConfirmed(confirmed, spec.rules)
      ? []
      : changes.map(({ field }): LeftChange => ({ field, kind: "unproven", reason: UNPROVEN })),
};

export const FIREWALL_REF: Ref = "packet-filter:inet-pharos";

const TABLE = "table";
const BOOT = "at boot";
const UNPROVEN = "nobody has reached this host through these rules yet: the next apply tries them";
const TRIAL_LEFT: Change = { field: "trial", before: "cut off" };

const diffPresent = (
  { table, atBoot, confirmed }: FirewallState,
  rules: FilterRules,
): readonly Change[] => {
  // Rendered once: with a thousand members it is most of what a look costs.
  const wantedTable = renderTable(rules);
  const wanted = toTableFile(wantedTable);
  const isLoaded =
    table !== undefined && (table === wantedTable || table === knownListing(confirmed, wanted));
  if (!isLoaded) return [toChange(TABLE, table, wantedTable)];
  return atBoot === wanted ? [] : [toChange(BOOT, atBoot, wanted)];
};

const diffAbsent = ({ table, atBoot, confirmed }: FirewallState): readonly Change[] => [
  ...(table === undefined ? [] : [toChange(TABLE, table)]),
  ...(atBoot === undefined ? [] : [toChange(BOOT, atBoot)]),
  ...(confirmed === undefined ? [] : [{ field: "confirmed", before: confirmed.sha256 }]),
];

const toChange = (field: string, before: string | undefined, after?: string): Change => ({
  field,
  ...(before === undefined ? {} : { before }),
  ...(after === undefined ? {} : { after }),
});

const loadRules = async (host: Host, rules: FilterRules): Promise<void> => {
  const text = renderTableFile(rules);
  const [lockedOut] = findLockedOut(rules, await host.network.listeners());
  if (lockedOut !== undefined) throw firewallLocksOut(lockedOut);
  if (isConfirmed(await readConfirmedRules(host), rules)) {
    await host.files.write(FIREWALL_RULES_PATH, text, { mode: 0o644 });
    await host.packetFilter.load(FIREWALL_RULES_PATH);
  } else await tryRules(host, text);
  const listing = (await host.packetFilter.table()) ?? "";
  await writeConfirmedRules(host, rules, listing);
  await host.files.write(FIREWALL_RULES_PATH, text, { mode: 0o644 });
};

/** What marks rules as good goes last: it is what tells that a removal was cut off. */
const removeRules = async (host: Host, fields: ReadonlySet<string>): Promise<void> => {
  if (fields.has(TABLE)) {
    const empty = `${TRIAL_DIRECTORY}/none.nft`;
    await host.files.makeDirectory(TRIAL_DIRECTORY, { mode: 0o700 });
    await host.files.write(empty, NO_TABLE_FILE, { mode: 0o600 });
    await host.packetFilter.load(empty);
    await host.files.remove(TRIAL_DIRECTORY);
  }
  await host.files.remove(FIREWALL_RULES_PATH);
  await host.files.remove(CONFIRMED_RULES_PATH);
};
