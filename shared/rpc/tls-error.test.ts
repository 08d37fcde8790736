import { expect, test } from "vitest";
import { toTlsError } from "./tls-error.ts";
import { closedCode, type TlsFailure } from "./observed-credentials.ts";

const agent = { address: "192.0.2.1:7443", identity: "m1.cluster.pharos.internal" };
const codeOf = (stage: TlsFailure["stage"], code: string) =>
  toTlsError({ stage, code }, agent)?.code;

test.each([
  ["an alert", "session", "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED"],
  ["a close right after the handshake", "session", closedCode],
  ["a reset right after the handshake", "session", "ECONNRESET"],
  ["a broken pipe right after the handshake", "session", "EPIPE"],
] as const)("%s is a server that refuses us", (_what, stage, code) => {
  expect(codeOf(stage, code)).toBe("TLS_REFUSED");
});

test("a server whose certificate does not verify is not trusted", () => {
  expect(codeOf("verify", "CERT_HAS_EXPIRED")).toBe("AGENT_NOT_TRUSTED");
});

test.each([
  ["a reset before the server has proved itself", "verify", "ECONNRESET"],
  ["a network that went away", "session", "ETIMEDOUT"],
] as const)("%s is no question of trust", (_what, stage, code) => {
  expect(codeOf(stage, code)).toBeUndefined();
});
