import { resolve } from "node:path";
import { fileExists } from "../../shared/errors/cli-errors.ts";
import { text } from "../cli/command-option.ts";
import { defineCommand } from "../cli/command.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { renderDocument } from "../cli/render-output.ts";
import { openMembers } from "../cluster/open-members.ts";
import { readKeyFile } from "../etcd/read-key-file.ts";
import { renderSize } from "../cli/render-size.ts";
import { saveSnapshot } from "../etcd/save-snapshot.ts";

const VERB = "etcd snapshot save";

export const etcdSnapshotSave = defineCommand({
  name: VERB,
  summary: "save etcd and what a new control plane needs into a file here",
  description:
    "Taken from the healthiest member through its master's agent, checked against etcd's own hash, and read again from the disk before the file gets its name. It holds all secrets of the cluster and the keys of its authorities: keep it as you keep those, or encrypt it.",
  arguments: [{ name: "file", description: "file to write; it must not exist", required: true }],
  options: {
    keyFile: text(
      "--key-file <file>",
      "encrypt it with the passphrase in this file (AES-256-GCM, scrypt)",
    ),
  },
  examples: [
    {
      command: "pharosctl etcd snapshot save today.snapshot",
      description: "readable by you alone",
    },
    {
      command: "pharosctl etcd snapshot save today.snapshot --key-file ~/.backup-passphrase",
      description: "encrypted",
    },
  ],
  run: async (context, input) => {
    const path = resolve(context.cwd, input.arguments[0] ?? "");
    const protection = await readKeyFile(context, input.options.keyFile, VERB);
    if (await context.files.exists(path)) throw fileExists({ file: path });
    const cluster = await openMembers(context, await loadCommandConfig(context, input));
    try {
      const { description, bytes, sha256, isEncrypted } = await saveSnapshot({
        cluster,
        path,
        ...protection,
        now: new Date(context.clock.nowMs()),
        signal: context.signal,
      });
      const { member, revision, etcdVersion } = description;
      const how = isEncrypted ? "encrypted" : "not encrypted";
      context.stdout.write(
        input.output === "table"
          ? `${path}: ${renderSize(bytes)}, revision ${revision} of ${member} (etcd ${etcdVersion}), checked, ${how}\n`
          : await renderDocument(
              { file: path, bytes, sha256, encrypted: isEncrypted, ...description },
              input.output,
            ),
      );
      return 0;
    } finally {
      cluster.close();
    }
  },
});
