import { createCipheriv, createDecipheriv, randomBytes, scrypt } from "node:crypto";
import { promisify } from "node:util";
import { etcdSnapshotKeyWrong, etcdSnapshotUnreadable } from "../errors/etcd-errors.ts";
import { type ByteReader, openByteReader } from "./byte-reader.ts";

/** At the beginning of an encrypted file; then 16 bytes of salt, then sealed chunks. */
export const CIPHER_MARK = Buffer.from("pharos etcd snapshot, encrypted 1\n");

const SALT_BYTES = 16;
const KEY_BYTES = 32;
const CHUNK_BYTES = 64 * 1024;
const TAG_BYTES = 16;
/** 32 MiB and some tenths of a second for each guess. */
const SCRYPT = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 } as const;

/**
 * AES-256-GCM under a key that scrypt makes of a passphrase. Each chunk of 64 KiB is sealed with its
 * number and whether it is the last, so that none can be left out, moved or cut off.
 */
export const encryptBytes = async function* (
  source: AsyncIterable<Uint8Array>,
  passphrase: string,
): AsyncGenerator<Uint8Array> {
  const salt = randomBytes(SALT_BYTES);
  const key = await toKey(passphrase, salt);
  yield Buffer.concat([CIPHER_MARK, salt]);
  const reader = openByteReader(source);
  let number = 0;
  let chunk = await reader.upTo(CHUNK_BYTES);
  for (;;) {
    const next = await reader.upTo(CHUNK_BYTES);
    const isLast = next.length === 0;
    const cipher = createCipheriv("aes-256-gcm", key, toNonce(number, isLast));
    yield Buffer.concat([cipher.update(chunk), cipher.final(), cipher.getAuthTag()]);
    if (isLast) return;
    number += 1;
    chunk = next;
  }
};

/** How long what `encryptBytes` makes of so many bytes is. */
export const encryptedLength = (bytes: number): number =>
  CIPHER_MARK.length + SALT_BYTES + bytes + TAG_BYTES * Math.max(1, Math.ceil(bytes / CHUNK_BYTES));

/** What was encrypted; `reader` stands behind the mark. Throws `ETCD_SNAPSHOT_KEY_WRONG`, `ETCD_SNAPSHOT_UNREADABLE`. */
export const decryptBytes = async function* (
  reader: ByteReader,
  passphrase: string,
  file: string,
): AsyncGenerator<Uint8Array> {
  const salt = await reader.upTo(SALT_BYTES);
  const key = await toKey(passphrase, salt);
  let chunk = await reader.upTo(CHUNK_BYTES + TAG_BYTES);
  for (let number = 0; ; number += 1) {
    const next = await reader.upTo(CHUNK_BYTES + TAG_BYTES);
    const isLast = next.length === 0;
    const opened = open(chunk, key, toNonce(number, isLast));
    if (opened === undefined) throw refusal(file, number, isLast);
    yield opened;
    if (isLast) return;
    chunk = next;
  }
};

/** A wrong key and a file that was cut or changed look the same: the first chunk speaks for the key. */
const refusal = (file: string, number: number, isLast: boolean) =>
  number === 0 && !isLast
    ? etcdSnapshotKeyWrong({
        file,
        reason: "the passphrase is another one, or its beginning is damaged",
      })
    : number === 0
      ? etcdSnapshotKeyWrong({ file, reason: "the passphrase is another one, or the file was cut" })
      : etcdSnapshotUnreadable({ file, reason: "it was cut, or its content was changed" });

const open = (chunk: Buffer, key: Buffer, nonce: Buffer): Buffer | undefined => {
  if (chunk.length < TAG_BYTES) return undefined;
  const decipher = createDecipheriv("aes-256-gcm", key, nonce);
  decipher.setAuthTag(chunk.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(chunk.subarray(0, -TAG_BYTES)), decipher.final()]);
  } catch {
    return undefined;
  }
};

/** A key is used for one file only, so a number serves. */
const toNonce = (number: number, isLast: boolean): Buffer => {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(number, 7);
  nonce.writeUInt8(isLast ? 1 : 0, 11);
  return nonce;
};

const toKey = async (passphrase: string, salt: Buffer): Promise<Buffer> =>
  await promisify<string, Buffer, number, object, Buffer>(scrypt)(
    passphrase,
    salt,
    KEY_BYTES,
    SCRYPT,
  );
