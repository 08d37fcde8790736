import { createHash, createPublicKey } from "node:crypto";
import { expect, test } from "vitest";
import { signDocument, verifyDocument } from "./signed-document.ts";
import { generateSigningKey, parseSigner, toSigner } from "./signing-key.ts";

const signingKey = generateSigningKey();
const signer = toSigner(signingKey);
const payload = Buffer.from("what a host is to be");

test("a document gives its payload under the key that signed it", () => {
  const document = signDocument("node-spec", payload, signingKey);
  expect(verifyDocument(document, [toSigner(generateSigningKey()), signer])).toEqual(payload);
  expect(document.signature).toHaveLength(64);
});

test("an empty document can be signed", () => {
  const document = signDocument("membership", new Uint8Array(), signingKey);
  expect(verifyDocument(document, [signer])).toHaveLength(0);
});

test("a document of an unknown signer is refused", () => {
  const document = signDocument("node-spec", payload, signingKey);
  const strangers = [toSigner(generateSigningKey())];
  expect(() => verifyDocument(document, strangers)).toThrow(
    expect.objectContaining({ code: "SIGNER_UNKNOWN" }),
  );
  expect(() => verifyDocument(document, [])).toThrow(
    expect.objectContaining({ code: "SIGNER_UNKNOWN" }),
  );
});

test("a document of a stranger who borrows a key id is refused", () => {
  const document = {
    ...signDocument("node-spec", payload, generateSigningKey()),
    keyId: signer.keyId,
  };
  expect(() => verifyDocument(document, [signer])).toThrow(
    expect.objectContaining({ code: "SIGNATURE_INVALID" }),
  );
});

test("a signature is good for no other kind of document", () => {
  const document = {
    ...signDocument("node-spec", payload, signingKey),
    kind: "membership" as const,
  };
  expect(() => verifyDocument(document, [signer])).toThrow(
    expect.objectContaining({ code: "SIGNATURE_INVALID" }),
  );
});

test.each([
  ["payload", { payload: Buffer.from("what a host is to bE") }],
  ["signature", { signature: new Uint8Array(64) }],
  ["length of the signature", { signature: new Uint8Array(3) }],
])("a document with another %s is refused", (_, change) => {
  const document = { ...signDocument("node-spec", payload, signingKey), ...change };
  expect(() => verifyDocument(document, [signer])).toThrow(
    expect.objectContaining({ code: "SIGNATURE_INVALID" }),
  );
});

test("a key id is the first half of the hash of the raw public key", () => {
  const raw = createPublicKey(signingKey).export({ type: "spki", format: "der" }).subarray(-32);
  expect(signer).toEqual({
    keyId: createHash("sha256").update(raw).digest("hex").slice(0, 32),
    publicKey: raw.toString("base64"),
  });
});

test.each([
  ["a short key", { ...signer, publicKey: "AAAA" }],
  ["no base64", { ...signer, publicKey: "!" }],
  ["another key's id", { ...signer, keyId: "0".repeat(32) }],
])("a signer with %s is no signer", (_, broken) => {
  expect(parseSigner(broken)).toBeUndefined();
});
