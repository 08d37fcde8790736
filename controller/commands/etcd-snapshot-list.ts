import { hostsUnreachable } from "../../shared/errors/run-errors.ts";
import { flag } from "../cli/command-option.ts";
import { defineCommand } from "../cli/command.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { renderDocument } from "../cli/render-output.ts";
import { renderTable } from "../cli/render-table.ts";
import { openMembers } from "../cluster/open-members.ts";
import { readKeptSnapshots, type SnapshotOnMaster } from "../etcd/kept-snapshots.ts";
import { renderSize } from "../cli/render-size.ts";

export const etcdSnapshotList = defineCommand({
  name: "etcd snapshot list",
  summary: "show the snapshots of etcd that masters keep",
  description:
    "Those of `maintenance.etcd_snapshots`, and those that were taken before a change of masters or an upgrade; the newest first. Each was checked against etcd's own hash when it was taken. SHA256 is the database's, in full with `-o json`. Exit code 1 if one is no good.",
  options: {
    check: flag("--check", "read all of them again and compare them with etcd's own hash"),
  },
  examples: [
    { command: "pharosctl etcd snapshot list", description: "a line per snapshot" },
    { command: "pharosctl etcd snapshot list --check", description: "as long as the disks take" },
  ],
  run: async (context, input) => {
    const cluster = await openMembers(context, await loadCommandConfig(context, input));
    try {
      const { check } = input.options;
      const { signal } = context;
      const { snapshots, failures } = await readKeptSnapshots(cluster, { check, signal });
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

const renderSnapshots = (snapshots: readonly SnapshotOnMaster[]): string =>
  snapshots.length === 0
    ? "no master keeps a snapshot of etcd\n"
    : renderTable(
        ["MASTER", "NAME", "TAKEN AT", "SIZE", "REVISION", "ENCRYPTED", "SHA256", "STATE"],
        snapshots.map((one) => [
          one.host,
          one.name,
          one.takenAt,
          renderSize(one.sizeBytes),
          one.revision === 0 ? "-" : `${one.revision}`,
          one.encrypted ? "yes" : "no",
          one.sha256 === "" ? "-" : one.sha256.slice(0, 12),
          one.problem || (one.checked ? "checked" : "whole"),
        ]),
      );
