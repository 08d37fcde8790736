import { resolve } from "node:path";
import { fileExists } from "../../shared/errors/cli-errors.ts";
import { text } from "../cli/command-option.ts";
import { defineCommand } from "../cli/command.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { renderDocument } from "../cli/render-output.ts";
import { openMembers } from "../cluster/open-members.ts";
import { fetchSnapshot } from "../etcd/fetch-snapshot.ts";
import { readKeyFile } from "../etcd/read-key-file.ts";
import { renderSize } from "../cli/render-size.ts";
import { requireKept } from "../etcd/require-kept.ts";

const VERB = "etcd snapshot fetch";

export const etcdSnapshotFetch = defineCommand({
  name: VERB,
  summary: "bring a snapshot that a master keeps into a file here",
  description:
    "As it is on the master, byte for byte: read again from the disk here, its hash compared with the master's and its database with etcd's own, before the file gets its name. Readable by you alone; a file that is there stays.",
  arguments: [
    { name: "name", description: "as `etcd snapshot list` shows it, or `latest`", required: true },
    { name: "file", description: "file to write; it must not exist", required: true },
  ],
  options: {
    from: text("--from <host>", "of this master; default: of any that has it"),
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
  ],
  run: async (context, input) => {
    const [name = "", file = ""] = input.arguments;
    const path = resolve(context.cwd, file);
    const { from, keyFile } = input.options;
    const protection = await readKeyFile(context, keyFile, VERB);
    if (await context.files.exists(path)) throw fileExists({ file: path });
    const cluster = await openMembers(context, await loadCommandConfig(context, input));
    try {
      const { signal, clock } = context;
      const { master, snapshot } = await requireKept(cluster, { name, from }, signal);
      const { bytes, sha256, content } = await fetchSnapshot({
        master,
        snapshot,
        path,
        ...protection,
        nowMs: clock.nowMs(),
        signal,
      });
      const { host, takenAt, revision, encrypted } = { ...snapshot, ...content?.description };
      const how = content === undefined ? "its content was not looked at" : "checked";
      const what = encrypted ? "encrypted" : "not encrypted";
      context.stdout.write(
        input.output === "table"
          ? `${path}: ${snapshot.name} of ${host}, taken ${takenAt}, ${renderSize(bytes)}, revision ${revision}, ${how}, ${what}\n`
          : await renderDocument(
              {
                file: path,
                host,
                name: snapshot.name,
                takenAt,
                revision,
                bytes,
                sha256,
                encrypted,
                checked: content !== undefined,
              },
              input.output,
            ),
      );
      return 0;
    } finally {
      cluster.close();
    }
  },
});
