import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";

export interface TarEntry {
  /** In the archive, at most 100 bytes. */
  readonly path: string;
  /** The file with its content. */
  readonly source: string;
  readonly executable: boolean;
}

const BLOCK = 512;
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
    yield Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
  }
  yield Buffer.alloc(2 * BLOCK);
};

const readWhole = async function* (path: string): AsyncGenerator<Uint8Array> {
  const stream: AsyncIterable<Uint8Array> = createReadStream(path, { highWaterMark: 1 << 20 });
  yield* stream;
};

/** tar(5): numbers are octal digits, the checksum is taken with blanks in its own place. */
const renderHeader = ({ path, executable }: TarEntry, size: number): Buffer => {
  if (Buffer.byteLength(path) > 100) throw new Error(`${path} is too long for an archive`);
  const header = Buffer.alloc(BLOCK);
  header.write(path, 0);
  header.write(`${octal(executable ? 0o755 : 0o644, 7)}\0`, 100);
  header.write(`${octal(0, 7)}\0${octal(0, 7)}\0`, 108);
  header.write(`${octal(size, 11)}\0${octal(MODIFIED_SECONDS, 11)}\0`, 124);
  header.write(" ".repeat(8), 148);
  header.write("0", 156);
  header.write("ustar\u000000", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 6)}\0 `, 148);
  return header;
};

const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, "0");
