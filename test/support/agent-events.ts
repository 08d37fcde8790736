import type { AgentEvent } from "../../shared/spec/agent-event.ts";

/** One event of every type. */
export const everyAgentEvent = (): readonly AgentEvent[] => [
  {
    type: "agent-started",
    after: "boot",
    version: "0.1.0",
    bundleSha256: "ab".repeat(32),
    bootId: "1a7f9c6e-3c1f-4c39-9c52-6f0a3a1b2c3d",
  },
  { type: "agent-stopped" },
  {
    type: "agent-enrolled",
    requestedBy: "ada",
    takenFrom: "9a1c2c1e-8a1a-4a52-9d53-0a4a5f3c9c99",
  },
  { type: "spec-accepted", generation: 3 },
  { type: "membership-accepted", number: 2, joined: ["worker-2"], left: [], revoked: 0 },
  {
    type: "drift-detected",
    task: "file:/etc/x",
    title: "write /etc/x",
    reason: "the mode says report",
    madeBy: "vim (4711)",
  },
  { type: "drift-corrected", task: "a", title: "do a", reason: "", correctedBy: "drift-1" },
  { type: "drift-given-up", task: "a", title: "do a", reason: "it came back 3 times" },
  {
    type: "certificate-renewed",
    path: "/etc/pharos/pki/agent.crt",
    serial: "4f".repeat(16),
    notAfterMs: 1_702_592_000_000,
  },
  { type: "disruption", stage: "reboot", text: "/var/run/reboot-required is there" },
  { type: "snapshot-copied", name: "2026-11-23T04-00-00-000Z-m1.snapshot" },
  { type: "snapshot-copy-failed", reason: "the store says no: NoSuchBucket" },
];
