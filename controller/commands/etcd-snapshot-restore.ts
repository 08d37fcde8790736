import { resolve } from "node:path";
import {
  etcdSnapshotForeign,
  externalEtcdStays,
  mastersAway,
  restoreFailed,
} from "../../shared/errors/etcd-errors.ts";
import { notConfirmed } from "../../shared/errors/run-errors.ts";
import { withProgress } from "../apply/progress.ts";
import { text } from "../cli/command-option.ts";
import { defineCommand } from "../cli/command.ts";
import { confirm } from "../cli/confirm.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { renderEvent } from "../cli/render-output.ts";
import { type OpenedCluster, openMembers } from "../cluster/open-members.ts";
import { withMembersLock } from "../cluster/with-members-lock.ts";
import { performRestore } from "../etcd/perform-restore.ts";
import { reachedMasters } from "../etcd/read-etcd.ts";
import { readKeyFile } from "../etcd/read-key-file.ts";
import { type ReadSnapshot, readSnapshot } from "../etcd/read-snapshot.ts";
import { renderSize } from "../etcd/render-size.ts";

const VERB = "etcd snapshot restore";

export const etcdSnapshotRestore = defineCommand({
  name: VERB,
  summary: "put a snapshot in the place of what etcd has, on all masters",
  description:
    "Everything that was changed in the cluster since the snapshot is forgotten. Workers stay as they are and come back by themselves. The whole file is checked, and whether it is of this cluster, before anything is changed; what etcd had is kept beside it on the masters. The masters' agents have to answer, the Kubernetes API and etcd need not.",
  arguments: [
    { name: "file", description: "what `etcd snapshot save` has written", required: true },
  ],
  options: { keyFile: text("--key-file <file>", "the passphrase that it was encrypted with") },
  examples: [
    {
      command: "pharosctl etcd snapshot restore today.snapshot",
      description: "after a question",
    },
  ],
  run: async (context, input) => {
    const path = resolve(context.cwd, input.arguments[0] ?? "");
    const source = { path, ...(await readKeyFile(context, input.options.keyFile, VERB)) };
    const snapshot = await readSnapshot(source);
    const loaded = await loadCommandConfig(context, input);
    if (loaded.config.etcd?.endpoints !== undefined) throw externalEtcdStays({});
    const cluster = await openMembers(context, loaded);
    try {
      requireOwn(path, snapshot, cluster);
      const masters = requireAllMasters(cluster);
      const names = masters.map(({ member }) => member.name);
      context.stderr.write(`${describe(snapshot, cluster, names)}\n`);
      const yes = await confirm(context, "Restore it?", {
        yes: input.yes,
        defaultAnswer: false,
        verb: VERB,
      });
      if (!yes) throw notConfirmed({});
      const { failures, now } = await withProgress(
        context,
        { ...input, title: VERB, elapsedMs: () => performance.now() },
        (progress) =>
          withMembersLock(cluster, VERB, (lock) =>
            performRestore({ lock, masters, source, snapshot, progress, signal: context.signal }),
          ),
      );
      // What is made of a Ctrl-C says only that there was one.
      if (context.signal.aborted) context.stderr.write(`Interrupted: ${STATES[now]}.\n`);
      if (failures.length > 0)
        throw restoreFailed({ masters: masters.length, now: STATES[now] }, { hosts: failures });
      if (!input.quiet) context.stderr.write(tellEnd(cluster, names));
      if (input.output !== "table") {
        const finished = { type: "finished", cluster: cluster.keystore.cluster.name };
        context.stdout.write(await renderEvent(finished, input.output));
      }
      return 0;
    } finally {
      cluster.close();
    }
  },
});

const STATES = {
  "as before": "etcd has what it had before",
  "restored in part": "some have the snapshot's data, and the cluster is not whole",
  restored: "the data is in its place",
} as const;

const requireOwn = (
  file: string,
  { description }: ReadSnapshot,
  { keystore }: OpenedCluster,
): void => {
  const { id, name } = description.cluster;
  if (id === keystore.cluster.id) return;
  throw etcdSnapshotForeign({
    file,
    cluster: `${name} (${id})`,
    own: `${keystore.cluster.name} (${keystore.cluster.id})`,
  });
};

/** A member of the old etcd that is only away would come back and know nothing of this. */
const requireAllMasters = (cluster: OpenedCluster) => {
  const away = cluster.members.flatMap((opened) =>
    "error" in opened && opened.member.role === "master"
      ? [{ host: opened.member.name, error: opened.error }]
      : [],
  );
  if (away.length === 0) return reachedMasters(cluster);
  const masters = away.map(({ host }) => host).join(", ");
  throw mastersAway({ masters }, { hosts: away });
};

const describe = (
  { description, bytes }: ReadSnapshot,
  { keystore }: OpenedCluster,
  masters: readonly string[],
): string => {
  const { takenAt, member, revision } = description;
  return [
    `snapshot of ${takenAt} from ${member}: ${renderSize(bytes)}, revision ${revision}`,
    `Everything that was changed in cluster ${keystore.cluster.name} since then will be forgotten, on ${masters.join(", ")}. The Kubernetes API is away meanwhile; pods go on.`,
  ].join("\n");
};

const tellEnd = ({ keystore }: OpenedCluster, masters: readonly string[]): string =>
  [
    `Cluster ${keystore.cluster.name} is as the snapshot has it. \`pharosctl apply\` brings in what cluster.yml has since then.`,
    `What etcd had before is kept on ${masters.join(", ")}, below /var/lib/etcd/before-restore-…: remove it when nobody needs it.`,
    "",
  ].join("\n");
