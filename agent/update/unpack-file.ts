import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { uploadCorrupted } from "../../shared/errors/bootstrap-errors.ts";

const MAX_BYTES = 512 * 1024 * 1024;

export interface Unpacking {
  /** Gzip file. */
  readonly source: string;
  readonly target: string;
  /** Hex, of the content. */
  readonly sha256: string;
  /** For errors. */
  readonly host: string;
}

/** Unpacks a file that came in parts. Throws `UPLOAD_CORRUPTED` when it is not what was announced. */
export const unpackFile = async ({ source, target, sha256, host }: Unpacking): Promise<void> => {
  const hash = createHash("sha256");
  let size = 0;
  const observe = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      size += chunk.length;
      hash.update(chunk);
      if (size > MAX_BYTES) done(uploadCorrupted({ host, file: target }));
      else done(undefined, chunk);
    },
  });
  try {
    await pipeline(
      createReadStream(source),
      createGunzip(),
      observe,
      createWriteStream(target, { flags: "wx", mode: 0o600 }),
    );
  } catch (cause) {
    const isPacking =
      cause instanceof Error &&
      "code" in cause &&
      typeof cause.code === "string" &&
      cause.code.startsWith("Z_");
    if (isPacking) throw uploadCorrupted({ host, file: target }, { cause });
    throw cause;
  }
  if (hash.digest("hex") !== sha256) throw uploadCorrupted({ host, file: target });
};
