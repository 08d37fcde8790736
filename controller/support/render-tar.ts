/** A file of an archive. */
export interface ArchiveEntry {
  /** Relative, with `/`, ASCII; at most 255 characters. */
  readonly path: string;
  readonly text: string;
}

const BLOCK = 512;
const NAME_BYTES = 100;

/** A POSIX (ustar) archive of files that their owner alone may read; ends with the two empty blocks. */
export const renderTar = (entries: readonly ArchiveEntry[], modifiedAtMs: number): Uint8Array =>
  Buffer.concat([
    ...entries.flatMap(({ path, text }) => {
      const content = Buffer.from(text);
      const padding = Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK);
      return [renderHeader(path, content.length, modifiedAtMs), content, padding];
    }),
    Buffer.alloc(2 * BLOCK),
  ]);

const renderHeader = (path: string, size: number, modifiedAtMs: number): Buffer => {
  const { name, prefix } = splitPath(path);
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0);
  header.write(octal(0o600, 8), 100);
  header.write(octal(0, 8), 108);
  header.write(octal(0, 8), 116);
  header.write(octal(size, 12), 124);
  header.write(octal(Math.floor(modifiedAtMs / 1000), 12), 136);
  // The sum is made with blanks in its own place.
  header.write(" ".repeat(8), 148);
  header.write("0", 156);
  header.write("ustar\u000000", 257);
  header.write(prefix, 345);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\u0000 `, 148);
  return header;
};

const octal = (value: number, width: number): string =>
  `${value.toString(8).padStart(width - 1, "0")}\u0000`;

/** A long path is cut at a `/`: its end goes into the field for names, the rest into that for prefixes. */
const splitPath = (path: string): { readonly name: string; readonly prefix: string } => {
  if (path.length <= NAME_BYTES) return { name: path, prefix: "" };
  const cut = path.indexOf("/", path.length - NAME_BYTES - 1);
  return cut < 0
    ? { name: path.slice(-NAME_BYTES), prefix: "" }
    : { name: path.slice(cut + 1), prefix: path.slice(0, cut).slice(0, 155) };
};
