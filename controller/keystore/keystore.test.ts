import { execFile } from "node:child_process";
import { createPublicKey, X509Certificate } from "node:crypto";
import { chmod, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createCertificateRequest } from "../../shared/pki/certificate-request.ts";
import { createIdentityReader } from "../../shared/pki/peer-identity.ts";
import { generateCertificateKey } from "../../shared/pki/private-key.ts";
import { verifyDocument } from "../../shared/pki/signed-document.ts";
import { createKeystore } from "./create-keystore.ts";
import { findKeystores } from "./find-keystores.ts";
import type { Keystore, KeystoreOptions } from "./keystore.ts";
import { openKeystore } from "./open-keystore.ts";

const run = promisify(execFile);
const dayMs = 86_400_000;
const createdAt = new Date("2030-05-01T12:00:00.000Z");
const options: KeystoreOptions = { now: () => createdAt };
const after = (days: number): KeystoreOptions => ({
  now: () => new Date(createdAt.getTime() + days * dayMs),
});

let base: string;

beforeEach(async () => {
  base = join(await mkdtemp(join(tmpdir(), "pharos-keystore-")), "deep", ".pharos");
});

afterEach(async () => await rm(join(base, "..", ".."), { recursive: true }));

const open = async (opened: KeystoreOptions = options): Promise<Keystore> => {
  const keystore = await openKeystore(base, "prod", opened);
  if (keystore === undefined) throw new Error("no keystore");
  return keystore;
};

const modeOf = async (path: string): Promise<string> =>
  ((await stat(path)).mode & 0o777).toString(8);

const signingPayload = Buffer.from("spec");

describe("a new keystore", () => {
  test("is closed to others, folder and files", async () => {
    const { folder } = await createKeystore(base, "prod", options);
    const names = (await readdir(folder)).toSorted();
    expect(names).toEqual([
      "agents.crt",
      "agents.key",
      "cluster.json",
      "operators.crt",
      "operators.key",
      "root.crt",
      "root.key",
      "signing.key",
    ]);
    expect(await modeOf(folder)).toBe("700");
    expect(await modeOf(base)).toBe("700");
    const modes = await Promise.all(names.map(async (name) => await modeOf(join(folder, name))));
    expect(new Set(modes)).toEqual(new Set(["600"]));
  });

  test("is the same when it is opened again", async () => {
    const created = await createKeystore(base, "prod", options);
    const opened = await open();
    expect(opened.cluster).toEqual(created.cluster);
    expect(opened.cluster).toMatchObject({ name: "prod", createdAt: "2030-05-01T12:00:00.000Z" });
    expect(opened.trust).toEqual(created.trust);
    expect(opened.signer).toEqual(created.signer);
    expect(opened.agentIssuer.privateKey.equals(created.agentIssuer.privateKey)).toBe(true);
    expect(opened.intermediatesEndAt).toEqual(new Date(createdAt.getTime() + 365 * dayMs));
  });

  test("leaves nothing but its folder", async () => {
    await createKeystore(base, "prod", options);
    expect(await readdir(base)).toEqual(["prod"]);
  });

  test("shares no key and no id with another", async () => {
    const one = await createKeystore(base, "one", options);
    const two = await createKeystore(base, "two", options);
    expect(one.cluster.id).not.toBe(two.cluster.id);
    expect(one.signer.keyId).not.toBe(two.signer.keyId);
  });

  test("does not replace one that exists", async () => {
    const first = await createKeystore(base, "prod", options);
    await expect(createKeystore(base, "prod", options)).rejects.toMatchObject({
      code: "KEYSTORE_EXISTS",
    });
    expect((await open()).cluster).toEqual(first.cluster);
    expect(await readdir(base)).toEqual(["prod"]);
  });

  test("is made once when two creations race", async () => {
    const results = await Promise.allSettled(
      [1, 2, 3].map(async () => await createKeystore(base, "prod", options)),
    );
    expect(results.map(({ status }) => status).toSorted()).toEqual([
      "fulfilled",
      "rejected",
      "rejected",
    ]);
    expect(await readdir(base)).toEqual(["prod"]);
  });

  test.each(["", ".", "..", "../evil", "a/b", "Prod", "-a", "a".repeat(64)])(
    "refuses the name %j",
    async (name) => {
      await expect(createKeystore(base, name, options)).rejects.toMatchObject({
        code: "CLUSTER_NAME_INVALID",
      });
      await expect(openKeystore(base, name, options)).rejects.toMatchObject({
        code: "CLUSTER_NAME_INVALID",
      });
    },
  );

  test("needs a folder that can be made", async () => {
    await createKeystore(base, "prod", options);
    const belowFile = join(base, "prod", "cluster.json");
    await expect(createKeystore(belowFile, "x", options)).rejects.toMatchObject({
      code: "KEYSTORE_UNWRITABLE",
    });
  });
});

describe("an open keystore", () => {
  test("issues identities that its own trust bundle accepts", async () => {
    const keystore = await createKeystore(base, "prod", options);
    const csr = await createCertificateRequest(generateCertificateKey());
    const agent = await keystore.issueAgentCertificate({
      csr,
      host: "master-1",
      addresses: ["10.0.0.1"],
    });
    const operator = await keystore.issueOperatorCertificate({ name: "anna", role: "operator" });
    const readIdentity = createIdentityReader(keystore.trust, keystore.cluster.id);
    const identities = [agent, operator.chain].map((chain) =>
      readIdentity({ raw: new X509Certificate(chain).raw }, createdAt),
    );
    expect(identities).toMatchObject([
      { kind: "agent", host: "master-1" },
      { kind: "operator", name: "anna", role: "operator" },
    ]);
  });

  test("gives an operator a key that fits, for as long as asked", async () => {
    const keystore = await createKeystore(base, "prod", options);
    const order = { name: "anna", role: "viewer", lifetimeMs: 3_600_000 } as const;
    const { chain, privateKey } = await keystore.issueOperatorCertificate(order);
    const leaf = new X509Certificate(chain);
    expect(leaf.checkPrivateKey(privateKey)).toBe(true);
    expect(leaf.validToDate).toEqual(new Date(createdAt.getTime() + 3_600_000));
  });

  test("signs both kinds of documents as its signer", async () => {
    const keystore = await createKeystore(base, "prod", options);
    const documents = [
      keystore.signNodeSpec(signingPayload),
      keystore.signMembership(signingPayload),
    ];
    expect(documents.map(({ kind }) => kind)).toEqual(["node-spec", "membership"]);
    expect(documents.map((document) => verifyDocument(document, [keystore.signer]))).toEqual([
      signingPayload,
      signingPayload,
    ]);
  });

  test("works without the root's key", async () => {
    const { folder } = await createKeystore(base, "prod", options);
    await rename(join(folder, "root.key"), join(base, "root-on-a-stick"));
    const keystore = await open();
    const csr = await createCertificateRequest(generateCertificateKey());
    await expect(
      keystore.issueAgentCertificate({ csr, host: "a", addresses: [] }),
    ).resolves.toContain("BEGIN");
    await expect(keystore.renewIntermediates()).resolves.toMatchObject({ trust: keystore.trust });
  });

  test("of a cluster that is not here is undefined", async () => {
    expect(await openKeystore(base, "prod", options)).toBeUndefined();
  });
});

describe("renewal of the intermediates", () => {
  test("does nothing for 30 days", async () => {
    const { trust } = await createKeystore(base, "prod", options);
    const keystore = await open(after(29));
    expect((await keystore.renewIntermediates()).trust).toEqual(trust);
  });

  test("keeps the keys and gives a year more", async () => {
    const created = await createKeystore(base, "prod", options);
    const renewed = await (await open(after(40))).renewIntermediates();
    expect(renewed.intermediatesEndAt).toEqual(new Date(createdAt.getTime() + 405 * dayMs));
    expect(renewed.agentIssuer.privateKey.equals(created.agentIssuer.privateKey)).toBe(true);
    expect((await open()).trust).toEqual(renewed.trust);
    expect(await modeOf(join(renewed.folder, "agents.crt"))).toBe("600");
    expect(await readdir(renewed.folder)).toHaveLength(8);
  });

  test("asks for the root's key when it is away", async () => {
    const { folder } = await createKeystore(base, "prod", options);
    await rm(join(folder, "root.key"));
    const keystore = await open(after(40));
    await expect(keystore.renewIntermediates()).rejects.toMatchObject({ code: "ROOT_KEY_AWAY" });
  });

  test("refuses the root's key of another cluster", async () => {
    const other = await createKeystore(base, "other", options);
    const { folder } = await createKeystore(base, "prod", options);
    await rename(join(other.folder, "root.key"), join(folder, "root.key"));
    const keystore = await open(after(40));
    await expect(keystore.renewIntermediates()).rejects.toMatchObject({ code: "KEYSTORE_DAMAGED" });
  });
});

describe("a keystore with a passphrase", () => {
  const secret: KeystoreOptions = { ...options, passphrase: "correct horse" };

  test("opens with it and renews with it", async () => {
    const created = await createKeystore(base, "prod", secret);
    const opened = await open({ ...after(40), passphrase: "correct horse" });
    expect(opened.signer).toEqual(created.signer);
    await expect(opened.renewIntermediates()).resolves.toMatchObject({ cluster: created.cluster });
  });

  test("holds no key in the clear", async () => {
    const { folder } = await createKeystore(base, "prod", secret);
    const keys = await Promise.all(
      ["root", "agents", "operators", "signing"].map(
        async (name) => await readFile(join(folder, `${name}.key`), "utf8"),
      ),
    );
    expect(keys.map((pem) => pem.split("\n")[0])).toEqual(
      Array(4).fill("-----BEGIN ENCRYPTED PRIVATE KEY-----"),
    );
  });

  test("is readable by openssl", async () => {
    const { folder, agentIssuer } = await createKeystore(base, "prod", secret);
    const passphrase = join(folder, "passphrase");
    await writeFile(passphrase, "correct horse\n");
    const { stdout } = await run("openssl", [
      "pkey",
      "-in",
      join(folder, "agents.key"),
      "-passin",
      `file:${passphrase}`,
      "-pubout",
    ]);
    const publicKey = createPublicKey(agentIssuer.privateKey).export({
      type: "spki",
      format: "pem",
    });
    expect(stdout).toBe(publicKey);
  });

  test("asks for it", async () => {
    await createKeystore(base, "prod", secret);
    await expect(open()).rejects.toMatchObject({ code: "KEYSTORE_PASSPHRASE_NEEDED" });
  });

  test("stays closed with another", async () => {
    await createKeystore(base, "prod", secret);
    const wrong = { ...options, passphrase: "battery staple" };
    await expect(open(wrong)).rejects.toMatchObject({ code: "KEYSTORE_PASSPHRASE_WRONG" });
  });
});

describe("a damaged keystore", () => {
  test.each([
    "agents.key",
    "agents.crt",
    "operators.key",
    "operators.crt",
    "root.crt",
    "signing.key",
  ])("names %s when it is missing, garbage or another cluster's", async (name) => {
    const { folder } = await createKeystore(base, "prod", options);
    const stranger = await createKeystore(base, "stranger", options);
    const damaged = expect.objectContaining({ code: "KEYSTORE_DAMAGED" });
    await rm(join(folder, name));
    await expect(open()).rejects.toEqual(damaged);
    await writeFile(join(folder, name), "garbage", { mode: 0o600 });
    await expect(open()).rejects.toEqual(damaged);
    const otherKind = name.endsWith(".key") ? "root.key" : name;
    await rename(join(stranger.folder, otherKind), join(folder, name));
    await expect(open()).rejects.toEqual(damaged);
  });

  test.each(["", "{}", '{"id":"x","name":"prod","createdAt":"now"}'])(
    "refuses %j as cluster.json",
    async (text) => {
      const { folder } = await createKeystore(base, "prod", options);
      await writeFile(join(folder, "cluster.json"), text);
      await expect(open()).rejects.toMatchObject({ code: "KEYSTORE_DAMAGED" });
      await expect(findKeystores(base)).rejects.toMatchObject({ code: "KEYSTORE_DAMAGED" });
    },
  );

  test("is refused when others may read a key", async () => {
    const { folder } = await createKeystore(base, "prod", options);
    await chmod(join(folder, "signing.key"), 0o640);
    await expect(open()).rejects.toMatchObject({
      code: "KEYSTORE_EXPOSED",
      fields: { mode: "640" },
    });
  });
});
