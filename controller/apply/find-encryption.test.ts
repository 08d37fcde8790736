import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";
import {
  encryptionKeysChanged,
  encryptionKeysMissing,
  encryptionKeysOutdated,
  keystoreDamaged,
} from "../../shared/errors/keystore-errors.ts";
import { minimalFacts } from "../../test/support/host-facts.ts";
import { fullNodeSpec } from "../../test/support/node-specs.ts";
import {
  ENCRYPTION_KEYS_FILE,
  type EncryptionKeys,
  readEncryptionKeys,
  writeEncryptionKeys,
} from "../keystore/encryption-keys.ts";
import { renderEncryption } from "../control-plane/render-encryption.ts";
import { encryptionPath } from "../control-plane/secrets-encryption.ts";
import { beginKeyRotation } from "../rotation/next-keys.ts";
import { findEncryption, requireSameKeys } from "./find-encryption.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pharos-encryption-"));
});
afterEach(async () => rm(folder, { recursive: true }));

const hashSecret = (value: string): string => createHash("sha256").update(value).digest("hex");

const on = { secrets_encryption: { enabled: true } };
const off = { secrets_encryption: undefined };

const master = (flags: Readonly<Record<string, string>>) => {
  const facts = minimalFacts();
  const accepted = fullNodeSpec();
  const { kubernetes } = accepted;
  const controlPlane = { ...kubernetes.controlPlane, apiServerExtraArgs: flags };
  return {
    link: {
      kind: "agent",
      connection: Object.create(null),
      facts: { ...facts, kubernetes: { ...facts.kubernetes, controlPlane: true } },
      spec: { generation: 1, digest: "" },
      accepted: { ...accepted, kubernetes: { ...kubernetes, controlPlane } },
      membershipNumber: 1,
      build: "",
      certificateEndsAtMs: 0,
      authoritiesEndAtMs: 0,
      trustNumber: 0,
      clockOffsetMs: 0,
    },
  } as const;
};

const configurationOf = (wanted: readonly object[]) => ({ resources: [{ providers: wanted }] });

const read = (text = ""): unknown => {
  const content: unknown = parse(text);
  return content;
};

test("nothing is encrypted, and no key is made, unless it was asked for", async () => {
  expect(await findEncryption(off, { folder, hashSecret }, [])).toBeUndefined();
  await expect(stat(join(folder, ENCRYPTION_KEYS_FILE))).rejects.toMatchObject({ code: "ENOENT" });
});

test("a key is made once, for its owner alone, and kept", async () => {
  const first = await findEncryption(on, { folder, hashSecret }, []);
  expect(read(first?.configuration)).toMatchObject(
    configurationOf([{ secretbox: { keys: [{ name: "key1" }] } }, { identity: {} }]),
  );
  expect((await stat(join(folder, ENCRYPTION_KEYS_FILE))).mode & 0o777).toBe(0o600);
  expect(await findEncryption(on, { folder, hashSecret }, [])).toEqual(first);
});

test("switched off, what was encrypted can still be read", async () => {
  await findEncryption(on, { folder, hashSecret }, []);
  expect(
    read((await findEncryption(off, { folder, hashSecret }, []))?.configuration),
  ).toMatchObject(configurationOf([{ identity: {} }, { secretbox: {} }]));
});

test("keys of masters that are not here are never replaced by new ones", async () => {
  const encrypting = master({
    "encryption-provider-config": "/x/secrets-encryption-12345678ab.yaml",
  });
  await expect(findEncryption(on, { folder, hashSecret }, [encrypting])).rejects.toSatisfy(
    encryptionKeysMissing.is,
  );
  await expect(readFile(join(folder, ENCRYPTION_KEYS_FILE))).rejects.toMatchObject({
    code: "ENOENT",
  });
  await expect(findEncryption(on, { folder, hashSecret }, [master({})])).resolves.toBeDefined();
});

test("a file of keys that somebody passes through is his matter", async () => {
  const foreign = master({ "encryption-provider-config": "/etc/kubernetes/pki/encryption.yaml" });
  await expect(findEncryption(off, { folder, hashSecret }, [foreign])).resolves.toBeUndefined();
});

test("an older list than the masters have is not handed out again", async () => {
  await findEncryption(on, { folder, hashSecret }, []);
  const newer = master({ "encryption-provider-config": "/x/secrets-encryption-2-ab12cd34ef.yaml" });
  await expect(findEncryption(on, { folder, hashSecret }, [newer])).rejects.toSatisfy(
    encryptionKeysOutdated.is,
  );
  const same = master({ "encryption-provider-config": "/x/secrets-encryption-12345678ab.yaml" });
  await expect(findEncryption(on, { folder, hashSecret }, [same])).resolves.toBeDefined();
});

test("of two exchanges that were begun with copies of the same keys the second goes no further", async () => {
  await findEncryption(on, { folder, hashSecret }, []);
  const before = requireKeys(await readEncryptionKeys(folder));
  const [own, other] = [1, 2].map(() => beginKeyRotation(before, "2026-11-23T11:00:00.000Z"));
  const pathOf = (keys: EncryptionKeys | undefined) => {
    const begun = requireKeys(keys);
    return encryptionPath(
      { keys: begun, configuration: renderEncryption(begun, true) },
      hashSecret,
    );
  };
  const having = (keys: EncryptionKeys | undefined) =>
    master({ "encryption-provider-config": pathOf(keys) });
  await writeEncryptionKeys(folder, requireKeys(own));
  const find = (keys: EncryptionKeys | undefined) =>
    findEncryption(on, { folder, hashSecret }, [having(keys)]);
  await expect(find(own)).resolves.toBeDefined();
  await expect(find(before)).resolves.toBeDefined();
  await expect(find(other)).rejects.toSatisfy(encryptionKeysOutdated.is);
});

test("keys that were exchanged after the plan was made are told", async () => {
  const designed = await findEncryption(on, { folder, hashSecret }, []);
  await requireSameKeys({ folder }, designed);
  const keys = requireKeys(await readEncryptionKeys(folder));
  const begun = beginKeyRotation(keys, "2026-11-23T11:00:00.000Z");
  await writeEncryptionKeys(folder, begun);
  await expect(requireSameKeys({ folder }, designed)).rejects.toSatisfy(encryptionKeysChanged.is);
  await expect(requireSameKeys({ folder }, undefined)).rejects.toSatisfy(encryptionKeysChanged.is);
});

const requireKeys = (keys: EncryptionKeys | undefined): EncryptionKeys => {
  if (keys === undefined) throw new Error("no keys");
  return keys;
};

test("a file that is no list of keys is told", async () => {
  await writeFile(join(folder, ENCRYPTION_KEYS_FILE), "keys: []\n");
  await expect(findEncryption(on, { folder, hashSecret }, [])).rejects.toSatisfy(
    keystoreDamaged.is,
  );
});
