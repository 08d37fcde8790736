import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { etcdSnapshotKeyWrong, etcdSnapshotUnreadable } from "../errors/etcd-errors.ts";
import {
  HASH_BYTES,
  type SnapshotDescription,
  type SnapshotEnd,
  snapshotPaths,
} from "./snapshot-archive.ts";
import { TAR_BLOCK } from "../tar/tar-header.ts";
import { type ByteReader, openByteReader } from "./byte-reader.ts";
import { CIPHER_MARK, decryptBytes } from "./snapshot-cipher.ts";
import { snapshotDescription, snapshotEnd } from "./snapshot-description.ts";

export interface SnapshotSource {
  readonly path: string;
  /** Absent: none was named. */
  readonly passphrase?: string;
  /** Default: of the file. */
  readonly bytes?: AsyncIterable<Uint8Array>;
}

export interface ReadSnapshot extends SnapshotEnd {
  readonly description: SnapshotDescription;
  /** PEM by file name. */
  readonly keys: Readonly<Record<string, string>>;
  readonly isEncrypted: boolean;
}

const LARGEST_TEXT = 1024 * 1024;
const CHUNK_BYTES = 512 * 1024;

/**
 * Reads a snapshot from its beginning to its end and checks all of it, the database against its hash;
 * `take` gets the database in the order of its bytes. Throws `ETCD_SNAPSHOT_UNREADABLE` with what is
 * wrong, `ETCD_SNAPSHOT_KEY_WRONG`.
 */
export const readSnapshot = async (
  source: SnapshotSource,
  take: (chunk: Uint8Array) => Promise<void> = async () => undefined,
): Promise<ReadSnapshot> => {
  const { isEncrypted, reader } = await openArchive(source);
  const texts = new Map<string, string>();
  let database: SnapshotEnd | undefined;
  for (;;) {
    const header = await readHeader(source.path, reader);
    if (header === undefined) break;
    const { path, sizeBytes } = header;
    if (path === snapshotPaths.database)
      database = await readDatabase(source, header, reader, take);
    else if (sizeBytes <= LARGEST_TEXT)
      texts.set(path, (await exactly(source.path, reader, sizeBytes)).toString("utf8"));
    else throw unreadable(source.path, `it has ${path}, which no snapshot has`);
    await exactly(source.path, reader, (TAR_BLOCK - (sizeBytes % TAR_BLOCK)) % TAR_BLOCK);
    if (path === snapshotPaths.end) break;
  }
  const description = parse(source.path, texts, snapshotPaths.description, snapshotDescription);
  const end = parse(source.path, texts, snapshotPaths.end, snapshotEnd);
  if (database?.bytes !== end.bytes || database.sha256 !== end.sha256)
    throw unreadable(source.path, "its database is another one than its end says");
  const keys = Object.fromEntries(
    [...texts].flatMap(([path, text]) =>
      path.startsWith(snapshotPaths.keys) ? [[path.slice(snapshotPaths.keys.length), text]] : [],
    ),
  );
  return { ...end, description, keys, isEncrypted };
};

const unreadable = (file: string, reason: string) => etcdSnapshotUnreadable({ file, reason });

const openArchive = async ({
  path,
  passphrase,
  bytes: source = readFile(path),
}: SnapshotSource): Promise<{ readonly isEncrypted: boolean; readonly reader: ByteReader }> => {
  const bytes = openByteReader(source);
  const beginning = await bytes.upTo(CIPHER_MARK.length);
  if (!beginning.equals(CIPHER_MARK)) {
    const whole = (async function* () {
      yield beginning;
      for (let chunk = await bytes.upTo(CHUNK_BYTES); chunk.length > 0;) {
        yield chunk;
        chunk = await bytes.upTo(CHUNK_BYTES);
      }
    })();
    return { isEncrypted: false, reader: openByteReader(whole) };
  }
  if (passphrase === undefined)
    throw etcdSnapshotKeyWrong({
      file: path,
      reason: "it is encrypted, and no --key-file was named",
    });
  return { isEncrypted: true, reader: openByteReader(decryptBytes(bytes, passphrase, path)) };
};

const readFile = async function* (path: string): AsyncGenerator<Uint8Array> {
  try {
    const chunks: AsyncIterable<Uint8Array> = createReadStream(path, {
      highWaterMark: CHUNK_BYTES,
    });
    yield* chunks;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw etcdSnapshotUnreadable({ file: path, reason }, { cause });
  }
};

const exactly = async (file: string, reader: ByteReader, bytes: number): Promise<Buffer> => {
  const found = await reader.upTo(bytes);
  if (found.length === bytes) return found;
  throw unreadable(file, "it was cut: its end is missing");
};

interface Header {
  readonly path: string;
  readonly sizeBytes: number;
}

/** `undefined`: the empty block after the last file. */
const readHeader = async (file: string, reader: ByteReader): Promise<Header | undefined> => {
  const block = await exactly(file, reader, TAR_BLOCK);
  if (block.every((byte) => byte === 0)) return undefined;
  const isTar = block.subarray(257, 262).toString("latin1") === "ustar";
  const size = /^[0-7]{11}/.exec(block.subarray(124, 136).toString("latin1"))?.[0];
  if (!isTar || size === undefined)
    throw unreadable(file, "it is no file of `pharosctl etcd snapshot save`");
  const [path = ""] = block.subarray(0, 100).toString("utf8").split("\0");
  return { path, sizeBytes: Number.parseInt(size, 8) };
};

const readDatabase = async (
  { path }: SnapshotSource,
  { sizeBytes }: Header,
  reader: ByteReader,
  take: (chunk: Uint8Array) => Promise<void>,
): Promise<SnapshotEnd> => {
  if (sizeBytes <= HASH_BYTES) throw unreadable(path, "its database is empty");
  const hash = createHash("sha256");
  for (let left = sizeBytes - HASH_BYTES; left > 0;) {
    const chunk = await exactly(path, reader, Math.min(left, CHUNK_BYTES));
    hash.update(chunk);
    await take(chunk);
    left -= chunk.length;
  }
  const told = await exactly(path, reader, HASH_BYTES);
  const sha256 = hash.digest();
  if (!sha256.equals(told)) throw unreadable(path, "its database does not match etcd's own hash");
  await take(told);
  return { sha256: sha256.toString("hex"), bytes: sizeBytes };
};

const parse = <Value>(
  file: string,
  texts: ReadonlyMap<string, string>,
  name: string,
  schema: { readonly safeParse: (value: unknown) => { readonly data?: Value | undefined } },
): Value => {
  const text = texts.get(name);
  if (text === undefined) throw unreadable(file, `it was cut: ${name} is missing`);
  const { data } = schema.safeParse(toJson(text));
  if (data === undefined) throw unreadable(file, `its ${name} says nothing that is known`);
  return data;
};

const toJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
