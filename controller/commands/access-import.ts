import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { accessFileInvalid } from "../../shared/errors/access-errors.ts";
import { keystoreExists } from "../../shared/errors/keystore-errors.ts";
import { defineCommand } from "../cli/command.ts";
import { writeMembershipFile } from "../cluster/membership-file.ts";
import { ACCESS_FILE, parseAccessFile, renderAccessFile } from "../keystore/access-file.ts";
import { clusterFolder, renderClusterRecord } from "../keystore/cluster-record.ts";
import { keystoreFiles } from "../keystore/keystore-file.ts";

export const accessImport = defineCommand({
  name: "access import",
  summary: "use an access file that somebody made for you",
  description:
    "Keeps it in ~/.pharos/<cluster>; from then on all verbs that your role allows work with the cluster.yml of the cluster. A newer one takes the place of the older.",
  arguments: [{ name: "file", description: "what `access grant` wrote", required: true }],
  takesConfig: false,
  options: {},
  examples: [
    { command: "pharosctl access import ada.access", description: "then delete the file" },
  ],
  run: async (context, input) => {
    const path = resolve(context.cwd, input.arguments[0] ?? "");
    const text = await context.files.read(path);
    if (text === undefined)
      throw accessFileInvalid({ file: path, reason: "there is no such file" });
    const access = parseAccessFile(path, text);
    const folder = clusterFolder(join(context.home, ".pharos"), access.cluster.name);
    // Who has the keys needs no access, and must not lose them.
    if (await context.files.exists(join(folder, keystoreFiles.signingKey)))
      throw keystoreExists({ folder });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const write = (name: string, content: string): Promise<boolean> =>
      context.files.write(join(folder, name), content, { overwrite: true, mode: 0o600 });
    const { keyId, payload, signature } = access.membership;
    await write(ACCESS_FILE, renderAccessFile(access));
    await writeMembershipFile(folder, {
      kind: "membership",
      keyId,
      payload: Buffer.from(payload, "base64"),
      signature: Buffer.from(signature, "base64"),
    });
    // Last: with it the cluster is found.
    await write(keystoreFiles.cluster, renderClusterRecord(access.cluster));
    const { name, role, endsAt, cluster } = access;
    if (!input.quiet)
      context.stderr.write(`access to ${cluster.name} as ${name} (${role}) until ${endsAt}\n`);
    return 0;
  },
});
