import { expect, test } from "vitest";
import { certificateNotes } from "./certificate-notes.ts";

const NOW = new Date("2026-11-22T12:00:00Z");
const DAY_MS = 86_400_000;

const certificate = (path: string, days: number) => ({
  path,
  subject: "CN=x",
  serial: "00",
  notBeforeMs: 0,
  notAfterMs: NOW.getTime() + days * DAY_MS + 1,
  isAuthority: false,
});
const AGENT = "/etc/pharos/pki/agent.crt";

test("certificates that are good for long are not spoken of", () => {
  const all = [certificate(AGENT, 11), certificate("/etc/kubernetes/pki/apiserver.crt", 61)];
  expect(certificateNotes("m1", all, NOW)).toEqual([]);
});

test("of those that end soon the first is named, of agent and Kubernetes apart", () => {
  const all = [
    certificate(AGENT, 9),
    certificate("/etc/kubernetes/pki/apiserver.crt", 20),
    certificate("/etc/kubernetes/pki/etcd/peer.crt", -1),
  ];
  expect(certificateNotes("m1", all, NOW)).toEqual([
    "the agent's certificate ends in 9 days",
    "2 certificates of Kubernetes: /etc/kubernetes/pki/etcd/peer.crt has ended",
  ]);
});
