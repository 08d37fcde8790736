import { expect, test } from "vitest";
import { createTestPki } from "../../test/support/test-pki.ts";
import { authorityStatuses, hostCertificateStatus } from "./certificate-status.ts";

const DAY_MS = 24 * 60 * 60_000;
const now = new Date("2026-11-22T10:00:00Z");

test.each([
  ["/etc/pharos/pki/agent.crt", 20, "agent", "good"],
  ["/etc/pharos/pki/agent.crt", 9.5, "agent", "ending"],
  ["/etc/pharos/pki/agent.crt", -0.5, "agent", "ended"],
  ["/etc/kubernetes/pki/apiserver.crt", 61, "kubernetes", "good"],
  ["/etc/kubernetes/pki/apiserver.crt", 59, "kubernetes", "ending"],
])("%s that ends in %d days is %s and %s", (path, days, kind, state) => {
  const certificate = {
    path,
    subject: "CN=x",
    serial: "0a",
    notBeforeMs: 0,
    notAfterMs: now.getTime() + days * DAY_MS,
    isAuthority: false,
  };
  expect(hostCertificateStatus("m1", certificate, now)).toMatchObject({
    place: "m1",
    kind,
    state,
    daysLeft: Math.floor(days),
    serial: "0a",
  });
});

test("the authorities are told from the trust bundle", async () => {
  const { trust } = await createTestPki(undefined, now);
  const found = authorityStatuses(trust, now);
  expect(found.map(({ name }) => name)).toEqual([
    "root",
    "agents' intermediate",
    "operators' intermediate",
  ]);
  expect(found.every(({ state, kind }) => state === "good" && kind === "authority")).toBe(true);
});
