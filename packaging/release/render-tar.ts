import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { renderTarHeader, TAR_BLOCK, tarPadding } from "../../shared/tar/tar-header.ts";

export interface TarEntry {
  /** In the archive, at most 100 bytes. */
  readonly path: string;
  /** The file with its content. */
  readonly source: string;
  readonly executable: boolean;
}

const LONGEST_PATH_BYTES = 100;
/** The moment that npm, too, gives all files of a package. */
const MODIFIED_SECONDS = Date.UTC(1985, 9, 26, 8, 15) / 1000;

/** Files as a tar archive (POSIX ustar), of nobody's and of no time: the same content gives the same bytes. */
export const renderTar = async function* (
  entries: readonly TarEntry[],
): AsyncGenerator<Uint8Array> {
  for (const entry of entries) {
    const { size } = await stat(entry.source);
    yield renderHeader(entry, size);
    yield* readWhole(entry.source);
    yield tarPadding(size);
  }
  yield Buffer.alloc(2 * TAR_BLOCK);
};

const readWhole = async function* (path: string): AsyncGenerator<Uint8Array> {
  const stream: AsyncIterable<Uint8Array> = createReadStream(path, { highWaterMark: 1 << 20 });
  yield* stream;
};

const renderHeader = ({ path, executable }: TarEntry, sizeBytes: number): Uint8Array => {
  if (Buffer.byteLength(path) > LONGEST_PATH_BYTES)
    throw new Error(`${path} is too long for an archive`);
  const mode = executable ? 0o755 : 0o644;
  return renderTarHeader({ path, sizeBytes, mode, modifiedSeconds: MODIFIED_SECONDS });
};
