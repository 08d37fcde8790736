import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { FileReader } from "../../agent/host/files.ts";
import type { HostAccess } from "../../agent/host/host.ts";
import { SECRETS } from "../../agent/kubernetes/object-secrets.ts";

/** A fake machine whose tasks find what the real agent beside it was given. */
export const withStoredSecrets = (host: HostAccess, folder: string): HostAccess => {
  const disguised = (files: FileReader): Pick<FileReader, "read"> => ({
    read: (path) =>
      path.startsWith(`${SECRETS}/`)
        ? readFile(`${folder}/${basename(path)}`, "utf8").catch(() => undefined)
        : files.read(path),
  });
  const { reader } = host;
  return {
    leftoverUnits: (isOver) => host.leftoverUnits(isOver),
    reader: { ...reader, files: { ...reader.files, ...disguised(reader.files) } },
    bind: (binding) => {
      const bound = host.bind(binding);
      return { ...bound, files: { ...bound.files, ...disguised(bound.files) } };
    },
  };
};
