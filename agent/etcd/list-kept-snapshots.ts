import { openByteReader } from "../../shared/etcd/byte-reader.ts";
import { outlineSnapshot } from "../../shared/etcd/outline-snapshot.ts";
import { readSnapshot } from "../../shared/etcd/read-snapshot.ts";
import { PharosError } from "../../shared/errors/pharos-error.ts";
import type { KeptSnapshot } from "../../shared/rpc/gen/etcd.ts";
import type { HostReader } from "../host/host.ts";
import { ETCD_SNAPSHOT_DIRECTORY, listSnapshots, takenAtMs } from "./save-etcd-snapshot.ts";

interface ListOptions {
  /** Each is read to its end. */
  readonly isChecked: boolean;
}

/** Snapshots of etcd on this master's disk, the oldest first; one that is no good says why. */
export const listKeptSnapshots = async (
  host: Pick<HostReader, "files">,
  { isChecked }: ListOptions,
): Promise<readonly KeptSnapshot[]> => {
  const found: KeptSnapshot[] = [];
  for (const name of await listSnapshots(host)) {
    try {
      const outline = await lookAt(host, name);
      if (outline !== undefined)
        found.push(isChecked && outline.problem === "" ? await check(host, outline) : outline);
    } catch (error) {
      // Retention may have taken it meanwhile.
      if ((await host.files.stat(pathOf(name))) !== undefined) throw error;
    }
  }
  return found;
};

const pathOf = (name: string): string => `${ETCD_SNAPSHOT_DIRECTORY}/${name}`;

const lookAt = async (
  { files }: Pick<HostReader, "files">,
  name: string,
): Promise<KeptSnapshot | undefined> => {
  const path = pathOf(name);
  const sizeBytes = (await files.stat(path))?.sizeBytes;
  if (sizeBytes === undefined) return undefined;
  const outline = await outlineSnapshot(sizeBytes, (from, length) =>
    openByteReader(files.bytes(path, { from, length })).upTo(length),
  );
  const { description, end } = outline.kind === "plain" ? outline : {};
  return {
    name,
    sizeBytes,
    takenAt: description?.takenAt ?? new Date(takenAtMs(name)).toISOString(),
    revision: description?.revision ?? 0,
    sha256: end?.sha256 ?? "",
    encrypted: outline.kind === "encrypted",
    checked: false,
    problem: outline.kind === "broken" ? outline.reason : "",
  };
};

/** One that is encrypted can only be checked by who has its passphrase. */
const check = async (
  { files }: Pick<HostReader, "files">,
  kept: KeptSnapshot,
): Promise<KeptSnapshot> => {
  if (kept.encrypted) return kept;
  const path = pathOf(kept.name);
  try {
    const { sha256 } = await readSnapshot({ path, bytes: files.bytes(path) });
    return { ...kept, sha256, checked: true };
  } catch (error) {
    if (!(error instanceof PharosError)) throw error;
    return { ...kept, problem: String(error.fields["reason"] ?? error.message) };
  }
};
