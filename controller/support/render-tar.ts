import { renderTarHeader, TAR_BLOCK, tarPadding } from "../../shared/tar/tar-header.ts";

/** A file of an archive. */
export interface ArchiveEntry {
  /** Relative, with `/`, ASCII; at most 255 characters. */
  readonly path: string;
  readonly text: string;
}

/** A POSIX (ustar) archive of files that their owner alone may read; ends with the two empty blocks. */
export const renderTar = (entries: readonly ArchiveEntry[], modifiedAtMs: number): Uint8Array =>
  Buffer.concat([
    ...entries.flatMap(({ path, text }) => {
      const content = Buffer.from(text);
      const sizeBytes = content.length;
      const modifiedSeconds = Math.floor(modifiedAtMs / 1000);
      const header = renderTarHeader({ path, sizeBytes, mode: 0o600, modifiedSeconds });
      return [header, content, tarPadding(sizeBytes)];
    }),
    Buffer.alloc(2 * TAR_BLOCK),
  ]);
