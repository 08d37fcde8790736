import { hostsUnreachable, noMaster } from "../../shared/errors/run-errors.ts";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import { flag } from "../cli/command-option.ts";
import type { CommandContext } from "../cli/command-context.ts";
import { defineCommand } from "../cli/command.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { renderDocument } from "../cli/render-output.ts";
import { renderSize } from "../cli/render-size.ts";
import { renderTable } from "../cli/render-table.ts";
import { openMembers, type OpenedCluster } from "../cluster/open-members.ts";
import type { LoadedConfig } from "../config/load-cluster-config.ts";
import {
  type KeptSnapshots,
  readKeptSnapshots,
  type SnapshotOnMaster,
} from "../etcd/kept-snapshots.ts";
import { hasStore, withCopies } from "../etcd/open-copies.ts";
import { readCopies } from "../etcd/read-copies.ts";

export const etcdSnapshotList = defineCommand({
  name: "etcd snapshot list",
  summary: "show the snapshots of etcd that masters and the store keep",
  description:
    "Those of `maintenance.etcd_snapshots`, and those that were taken before a change of masters or an upgrade; the newest first. Each was checked against etcd's own hash when it was taken. SHA256 is the database's, in full with `-o json`. Copies in the store that cluster.yml names are asked for from here, with its keys, and stand there as `store`: fetch and restore take them with --store. Exit code 1 if one is no good.",
  options: {
    check: flag(
      "--check",
      "read all that masters keep again and compare them with etcd's own hash",
    ),
  },
  examples: [
    { command: "pharosctl etcd snapshot list", description: "a line per snapshot" },
    { command: "pharosctl etcd snapshot list --check", description: "as long as the disks take" },
  ],
  run: async (context, input) => {
    const loaded = await loadCommandConfig(context, input);
    const cluster = await openMembers(context, loaded);
    try {
      const [onMasters, inStore] = await Promise.all([
        askMasters(context, loaded, { cluster, check: input.options.check }),
        askStore(context, loaded, cluster),
      ]);
      const snapshots = [...onMasters.snapshots, ...inStore.snapshots].toSorted(
        (a, b) => b.takenAt.localeCompare(a.takenAt) || whereOf(a).localeCompare(whereOf(b)),
      );
      const failures = [...onMasters.failures, ...inStore.failures];
      context.stdout.write(
        input.output === "table"
          ? renderSnapshots(snapshots)
          : await renderDocument({ snapshots }, input.output),
      );
      if (failures.length > 0)
        throw hostsUnreachable({ hosts: failures.length }, { hosts: failures });
      return snapshots.every(({ problem }) => problem === "") ? 0 : 1;
    } finally {
      cluster.close();
    }
  },
});

interface Found extends SnapshotOnMaster {
  /** A copy of what `host` took is in the store, or it is on that host. */
  readonly where: "host" | "store";
}

interface Places extends Pick<KeptSnapshots, "failures"> {
  readonly snapshots: readonly Found[];
}

const STORE = "store";

const whereOf = ({ where, host }: Found): string => (where === "store" ? STORE : host);

/** What the store has is shown when no master answers, too. */
const askMasters = async (
  { signal }: CommandContext,
  loaded: LoadedConfig,
  { cluster, check }: { readonly cluster: OpenedCluster; readonly check: boolean },
): Promise<Places> => {
  try {
    const { snapshots, failures } = await readKeptSnapshots(cluster, { check, signal });
    return { snapshots: snapshots.map((one) => ({ where: "host", ...one })), failures };
  } catch (error) {
    if (!noMaster.is(error) || !hasStore(loaded)) throw error;
    return { snapshots: [], failures: [{ host: "masters", error }] };
  }
};

const askStore = async (
  context: CommandContext,
  loaded: LoadedConfig,
  { keystore }: OpenedCluster,
): Promise<Places> => {
  if (!hasStore(loaded)) return { snapshots: [], failures: [] };
  try {
    const snapshots = await withCopies(context, loaded, keystore.cluster, readCopies);
    return { snapshots: snapshots.map((one) => ({ where: "store", ...one })), failures: [] };
  } catch (error) {
    return { snapshots: [], failures: [{ host: STORE, error: toPharosError(error) }] };
  }
};

const renderSnapshots = (snapshots: readonly Found[]): string =>
  snapshots.length === 0
    ? "nobody keeps a snapshot of etcd\n"
    : renderTable(
        ["WHERE", "NAME", "TAKEN AT", "SIZE", "REVISION", "ENCRYPTED", "SHA256", "STATE"],
        snapshots.map((one) => [
          whereOf(one),
          one.name,
          one.takenAt,
          renderSize(one.sizeBytes),
          one.revision === 0 ? "-" : `${one.revision}`,
          one.encrypted ? "yes" : "no",
          one.sha256 === "" ? "-" : one.sha256.slice(0, 12),
          one.problem || (one.checked ? "checked" : "whole"),
        ]),
      );
