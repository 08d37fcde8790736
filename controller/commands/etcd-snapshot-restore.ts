import { resolve } from "node:path";
import { externalEtcdStays, mastersAway, restoreFailed } from "../../shared/errors/etcd-errors.ts";
import { usageInvalid } from "../../shared/errors/cli-errors.ts";
import { notConfirmed } from "../../shared/errors/run-errors.ts";
import type { SnapshotToRestore } from "../apply/apply-run.ts";
import { withProgress } from "../apply/progress.ts";
import { flag, text } from "../cli/command-option.ts";
import type { CommandContext } from "../cli/command-context.ts";
import { type CommonInput, defineCommand } from "../cli/command.ts";
import { confirm } from "../cli/confirm.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { renderEvent } from "../cli/render-output.ts";
import { type OpenedCluster, openMembers } from "../cluster/open-members.ts";
import { withMembersLock } from "../cluster/with-members-lock.ts";
import type { LoadedConfig } from "../config/load-cluster-config.ts";
import { performRestore } from "../etcd/perform-restore.ts";
import { reachedMasters, reachedWorkers } from "../etcd/read-etcd.ts";
import { readKeyFile } from "../etcd/read-key-file.ts";
import {
  type ReadSnapshot,
  readSnapshot,
  type SnapshotSource,
} from "../../shared/etcd/read-snapshot.ts";
import { requireOwnSnapshot, requireSnapshotKeys } from "../etcd/require-own-snapshot.ts";
import { withCopy, withKeptSnapshot } from "../etcd/with-kept-snapshot.ts";
import { restoreNewMasters } from "../etcd/restore-new-masters.ts";
import { renderSize } from "../cli/render-size.ts";

const VERB = "etcd snapshot restore";

export const etcdSnapshotRestore = defineCommand({
  name: VERB,
  summary: "put a snapshot in the place of what etcd has, on all masters",
  description:
    "Everything that was changed in the cluster since the snapshot is forgotten. Workers stay as they are and come back by themselves. The whole file is checked, and whether it is of this cluster, before anything is changed; what etcd had is kept beside it on the masters. The masters' agents have to answer, the Kubernetes API and etcd need not. With --new-masters none of the old masters is there any more.",
  arguments: [
    {
      name: "file",
      description:
        "what `etcd snapshot save` or `fetch` has written; with --kept or --store a name",
      required: true,
    },
  ],
  options: {
    keyFile: text("--key-file <file>", "the passphrase that it was encrypted with"),
    kept: flag("--kept", "one that a master keeps, by its name or `latest` instead of a file"),
    from: text("--from <host>", "with --kept: of this master"),
    store: flag("--store", "the same of the store in cluster.yml; no master has to answer for it"),
    newMasters: flag(
      "--new-masters",
      "all masters are lost, and hosts set up anew at their addresses take their place",
    ),
    acceptHostKeys: flag(
      "--accept-host-keys",
      "with --new-masters: trust SSH host keys that are not known yet",
    ),
  },
  examples: [
    {
      command: "pharosctl etcd snapshot restore today.snapshot",
      description: "after a question",
    },
    {
      command: "pharosctl etcd snapshot restore latest --kept",
      description: "the newest good one that a master keeps",
    },
    {
      command: "pharosctl etcd snapshot restore latest --store --new-masters",
      description: "the newest one in the store, when all masters are lost",
    },
    {
      command: "pharosctl etcd snapshot restore today.snapshot --new-masters",
      description: "enrols the new masters; workers stay the nodes that they are",
    },
  ],
  run: async (context, input) => {
    const { keyFile, newMasters, kept, from, store } = input.options;
    const [said = ""] = input.arguments;
    if (kept && newMasters)
      throw usageInvalid({ reason: "masters that are lost keep no snapshots", verb: VERB });
    if (from !== undefined && !kept)
      throw usageInvalid({ reason: "--from is for --kept", verb: VERB });
    if (kept && store)
      throw usageInvalid({ reason: "--kept and --store are two places", verb: VERB });
    const protection = await readKeyFile(context, keyFile, VERB);
    const loaded = await loadCommandConfig(context, input);
    if (loaded.config.etcd !== undefined) throw externalEtcdStays({});
    const restore = (source: SnapshotSource) => restoreFile(context, input, loaded, source);
    const restorePath = (path: string) => restore({ path, ...protection });
    const chosen = { name: said, ...protection };
    const name = store
      ? await withCopy(context, loaded, chosen, restore)
      : kept
        ? await withKeptSnapshot(context, loaded, { ...chosen, from }, restorePath)
        : await restorePath(resolve(context.cwd, said));
    if (!input.quiet)
      context.stderr.write(
        `Cluster ${name} is as the snapshot has it. \`pharosctl apply\` brings in what cluster.yml has since then. Programs in pods that watch the API may see nothing new for up to ten minutes: restart those that matter.\n`,
      );
    if (input.output !== "table")
      context.stdout.write(await renderEvent({ type: "finished", cluster: name }, input.output));
    return 0;
  },
});

interface RestoreInput extends CommonInput {
  readonly options: { readonly newMasters: boolean; readonly acceptHostKeys: boolean };
}

/** Gives the cluster's name. */
const restoreFile = async (
  context: CommandContext,
  input: RestoreInput,
  loaded: LoadedConfig,
  source: SnapshotSource,
): Promise<string> => {
  const { newMasters, acceptHostKeys } = input.options;
  const snapshot = await readSnapshot(source);
  if (!newMasters) return await restoreInPlace(context, input, loaded, { source, snapshot });
  const text = `${describe(snapshot)}\nThe first master will be made of it, with the cluster's own authorities; the others join.\n`;
  const options = { loaded, input, verb: VERB, acceptHostKeys, source, snapshot, text };
  return await restoreNewMasters(context, options);
};

/** On masters whose agents answer. */
const restoreInPlace = async (
  context: CommandContext,
  input: CommonInput,
  loaded: LoadedConfig,
  { source, snapshot }: SnapshotToRestore,
): Promise<string> => {
  const cluster = await openMembers(context, loaded);
  try {
    requireOwnSnapshot(source.path, snapshot, cluster.keystore.cluster);
    await requireSnapshotKeys(source.path, snapshot, cluster.keystore);
    const masters = requireAllMasters(cluster);
    const names = masters.map(({ member }) => member.name).join(", ");
    const { name } = cluster.keystore.cluster;
    context.stderr.write(
      `${describe(snapshot)}\nEverything that was changed in cluster ${name} since then will be forgotten, on ${names}. The Kubernetes API is away meanwhile; pods go on.\n`,
    );
    const options = { yes: input.yes, defaultAnswer: false, verb: VERB };
    if (!(await confirm(context, "Restore it?", options))) throw notConfirmed({});
    const { failures, now } = await withProgress(
      context,
      { ...input, title: VERB, elapsedMs: () => performance.now() },
      (progress) =>
        withMembersLock(cluster, VERB, (lock) =>
          performRestore({
            lock,
            masters,
            workers: reachedWorkers(cluster),
            source,
            snapshot,
            progress,
            signal: context.signal,
          }),
        ),
    );
    // What is made of a Ctrl-C says only that there was one.
    if (context.signal.aborted) context.stderr.write(`Interrupted: ${STATES[now]}.\n`);
    if (failures.length > 0)
      throw restoreFailed({ masters: masters.length, now: STATES[now] }, { hosts: failures });
    if (!input.quiet)
      context.stderr.write(
        `What etcd had before is kept on ${names}, in /var/lib/etcd/before-restore-…: remove it when nobody needs it.\n`,
      );
    return name;
  } finally {
    cluster.close();
  }
};

const STATES = {
  "as before": "etcd has what it had before",
  "stopped in part": "etcd has what it had before, and does not run on all of them",
  "restored in part": "some have the snapshot's data, or may have it, and etcd runs on none",
  restored: "the data is in its place",
} as const;

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

const describe = ({ description, bytes }: ReadSnapshot): string => {
  const { takenAt, member, revision } = description;
  return `snapshot of ${takenAt} from ${member}: ${renderSize(bytes)}, revision ${revision}`;
};
