import { resolve } from "node:path";
import { fileExists, usageInvalid } from "../../shared/errors/cli-errors.ts";
import { flag, text } from "../cli/command-option.ts";
import type { CommandContext } from "../cli/command-context.ts";
import { defineCommand } from "../cli/command.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { renderDocument } from "../cli/render-output.ts";
import { openMembers } from "../cluster/open-members.ts";
import type { LoadedConfig } from "../config/load-cluster-config.ts";
import { fetchCopy } from "../etcd/fetch-copy.ts";
import { type FetchedSnapshot, fetchSnapshot } from "../etcd/fetch-snapshot.ts";
import type { SnapshotOnMaster } from "../etcd/kept-snapshots.ts";
import { openKnownCluster } from "../etcd/known-cluster.ts";
import { withCopies } from "../etcd/open-copies.ts";
import { readKeyFile } from "../etcd/read-key-file.ts";
import { renderSize } from "../cli/render-size.ts";
import { requireKept } from "../etcd/require-kept.ts";

const VERB = "etcd snapshot fetch";

export const etcdSnapshotFetch = defineCommand({
  name: VERB,
  summary: "bring a snapshot that a master or the store keeps into a file here",
  description:
    "As it is there, byte for byte: read again from the disk here, its hash compared with the master's and its database with etcd's own, before the file gets its name. Readable by you alone; a file that is there stays. With --store it comes straight from the store that cluster.yml names, with its keys and its passphrase: no master has to answer.",
  arguments: [
    { name: "name", description: "as `etcd snapshot list` shows it, or `latest`", required: true },
    { name: "file", description: "file to write; it must not exist", required: true },
  ],
  options: {
    from: text("--from <host>", "of this master; default: of any that has it"),
    store: flag("--store", "from the store in cluster.yml"),
    keyFile: text("--key-file <file>", "the passphrase of one that is encrypted, to check it too"),
  },
  examples: [
    {
      command: "pharosctl etcd snapshot fetch latest today.snapshot",
      description: "the newest one that is good",
    },
    {
      command: "pharosctl etcd snapshot fetch latest today.snapshot --from m2",
      description: "the newest of m2",
    },
    {
      command: "pharosctl etcd snapshot fetch latest today.snapshot --store",
      description: "the newest of the store",
    },
  ],
  run: async (context, input) => {
    const [name = "", file = ""] = input.arguments;
    const path = resolve(context.cwd, file);
    const { from, keyFile, store } = input.options;
    if (store && from !== undefined)
      throw usageInvalid({ reason: "--from is for what masters keep", verb: VERB });
    const protection = await readKeyFile(context, keyFile, VERB);
    if (await context.files.exists(path)) throw fileExists({ file: path });
    const loaded = await loadCommandConfig(context, input);
    const wanted = { name, path, ...protection };
    const fetched = store
      ? await fetchFromStore(context, loaded, wanted)
      : await fetchFromMaster(context, loaded, { ...wanted, from });
    context.stdout.write(
      input.output === "table"
        ? renderFetched(fetched)
        : await renderDocument(toDocument(fetched), input.output),
    );
    return 0;
  },
});

interface Wanted {
  readonly name: string;
  readonly path: string;
  readonly passphrase?: string;
}

interface Fetched extends FetchedSnapshot {
  readonly path: string;
  readonly snapshot: SnapshotOnMaster;
  /** For people. */
  readonly place: string;
}

const fetchFromMaster = async (
  context: CommandContext,
  loaded: LoadedConfig,
  { name, from, path, ...protection }: Wanted & { readonly from: string | undefined },
): Promise<Fetched> => {
  const { signal, clock } = context;
  const cluster = await openMembers(context, loaded);
  try {
    const { master, snapshot } = await requireKept(cluster, { name, from }, signal);
    const options = { master, snapshot, path, ...protection, nowMs: clock.nowMs(), signal };
    return { path, snapshot, place: snapshot.host, ...(await fetchSnapshot(options)) };
  } finally {
    cluster.close();
  }
};

const fetchFromStore = async (
  context: CommandContext,
  loaded: LoadedConfig,
  { path, ...wanted }: Wanted,
): Promise<Fetched> => {
  const { signal, clock } = context;
  const { cluster } = await openKnownCluster(context, loaded);
  return await withCopies(context, loaded, cluster, async (copies) => {
    const options = { path, ...wanted, nowMs: clock.nowMs(), signal };
    const { copy: snapshot, ...fetched } = await fetchCopy(copies, options);
    return { path, snapshot, place: copies.place, ...fetched };
  });
};

const renderFetched = ({ path, snapshot, place, bytes, content }: Fetched): string => {
  const { name, takenAt, revision, encrypted } = { ...snapshot, ...content?.description };
  const how = content === undefined ? "its content was not looked at" : "checked";
  const what = encrypted ? "encrypted" : "not encrypted";
  return `${path}: ${name} of ${place}, taken ${takenAt}, ${renderSize(bytes)}, revision ${revision}, ${how}, ${what}\n`;
};

const toDocument = ({ path, snapshot, bytes, sha256, content }: Fetched) => {
  const { host, name, takenAt, revision, encrypted } = { ...snapshot, ...content?.description };
  const checked = content !== undefined;
  return { file: path, host, name, takenAt, revision, bytes, sha256, encrypted, checked };
};
