import { inspect } from "node:util";
import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import {
  generateCertificateKey,
  isCertificateKey,
  parsePrivateKey,
  renderPrivateKey,
} from "./private-key.ts";

test("a key survives its PEM", () => {
  const key = generateCertificateKey();
  expect(parsePrivateKey(renderPrivateKey(key)).equals(key)).toBe(true);
});

test("a key in memory shows nothing when it is printed", () => {
  const key = generateCertificateKey();
  const secret = key.export({ format: "jwk" }).d ?? "";
  expect(secret).toHaveLength(43);
  expect(inspect(key, { depth: 9 }) + JSON.stringify(key) + String(key)).not.toContain(secret);
});

test.each(["", "garbage", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])(
  "%j is not readable as a key",
  (pem) => {
    expect(() => parsePrivateKey(pem)).toThrow(expect.objectContaining({ code: "PEM_UNREADABLE" }));
  },
);

test("only P-256 keys are for certificates", () => {
  expect(isCertificateKey(generateCertificateKey())).toBe(true);
  expect(isCertificateKey(generateKeyPairSync("ec", { namedCurve: "secp384r1" }).privateKey)).toBe(
    false,
  );
  expect(isCertificateKey(generateKeyPairSync("ed25519").privateKey)).toBe(false);
});
