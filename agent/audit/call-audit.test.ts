import { expect, test } from "vitest";
import type { AuditNote } from "./audit-log.ts";
import { createCallAudit } from "./call-audit.ts";

const ada = { kind: "operator", name: "ada", role: "admin", serial: "0f" } as const;
const w1 = { kind: "agent", host: "w1", serial: "1a" } as const;

const open = (nowMs: () => number = () => 0) => {
  const notes: AuditNote[] = [];
  const append = async (note: AuditNote): Promise<number> => notes.push(note);
  return { notes, audit: createCallAudit({ append }, nowMs) };
};

test("a call that changes something is noted before it is done, and when it is over", async () => {
  const { notes, audit } = open();
  const request = { run: "r-1", profile: "PROFILE_HOST", runSecrets: { "join-token": "s3cret" } };
  const end = await audit.begin("/pharos.v1.SpecService/Apply", ada, request);
  expect(notes).toEqual([
    {
      step: "begun",
      who: "operator ada (admin)",
      serial: "0f",
      method: "SpecService.Apply",
      target: { run: "r-1", profile: "PROFILE_HOST" },
      outcome: "",
      began: 0,
    },
  ]);
  await end?.("TASK_FAILED");
  expect(notes[1]).toMatchObject({ step: "ended", outcome: "TASK_FAILED", began: 1, target: {} });
});

test("no value of a secret gets in, whatever carries it", async () => {
  const { notes, audit } = open();
  const value = new TextEncoder().encode("s3cret");
  const secrets = [{ name: "weave", hash: "ab", value }];
  const request = { secrets, password: "s3cret", token: "s3cret", fencingNumber: 4 };
  await audit.begin("/pharos.v1.SecretService/PutSecrets", ada, request);
  expect(notes[0]?.target).toEqual({ fencingNumber: "4" });
});

test("looks and heartbeats are not noted", async () => {
  const { notes, audit } = open();
  await audit.begin("/pharos.v1.HostService/GetHealth", ada, {});
  await audit.begin("/pharos.v1.CoordinationService/RenewLock", ada, {});
  expect(notes).toEqual([]);
});

test("who is refused is noted, and one who knocks all the time only so often", async () => {
  let nowMs = 0;
  const { notes, audit } = open(() => nowMs);
  const knock = async (): Promise<void> => {
    for (let at = 0; at < 100; at += 1)
      await audit.refused("/pharos.v1.SpecService/Apply", w1, "CALL_REFUSED");
  };
  await knock();
  expect(notes).toHaveLength(60);
  expect(notes[0]).toMatchObject({ step: "refused", who: "agent w1", outcome: "CALL_REFUSED" });
  nowMs = 60_000;
  await knock();
  expect(notes).toHaveLength(120);
  await audit.refused("/pharos.v1.SpecService/Apply", undefined, "PEER_UNKNOWN");
});
