/** A tar archive is made of these; two empty ones end it. */
export const TAR_BLOCK = 512;

export interface TarFile {
  /** Relative, with `/`, ASCII; its two fields take 100 bytes of its end and 155 before. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Permissions, such as `0o644`. */
  readonly mode: number;
  readonly modifiedSeconds: number;
}

/** The block before a file's content (POSIX ustar), of nobody's. tar(5): numbers are octal digits. */
export const renderTarHeader = ({
  path,
  sizeBytes,
  mode,
  modifiedSeconds,
}: TarFile): Uint8Array => {
  const { name, prefix } = splitPath(path);
  const header = Buffer.alloc(TAR_BLOCK);
  header.write(name, 0);
  header.write(octal(mode, 8), 100);
  header.write(octal(0, 8), 108);
  header.write(octal(0, 8), 116);
  header.write(octal(sizeBytes, 12), 124);
  header.write(octal(modifiedSeconds, 12), 136);
  // The sum is made with blanks in its own place.
  header.write(" ".repeat(8), 148);
  header.write("0", 156);
  header.write("ustar\u000000", 257);
  header.write(prefix, 345);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 7)} `, 148);
  return header;
};

/** What fills the last block of a file's content. */
export const tarPadding = (sizeBytes: number): Uint8Array =>
  Buffer.alloc((TAR_BLOCK - (sizeBytes % TAR_BLOCK)) % TAR_BLOCK);

const NAME_BYTES = 100;

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
