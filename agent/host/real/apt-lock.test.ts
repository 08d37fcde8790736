import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { FileReader } from "../files.ts";
import { FakeHost } from "../fake/fake-host.ts";
import { waitForAptLock } from "./apt-lock.ts";

const LOCK = "/var/lib/dpkg/lock-frontend";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "apt-lock-"));
  await mkdir(join(root, "/var/lib/dpkg"), { recursive: true });
  await writeFile(join(root, LOCK), "");
});
afterEach(() => rm(root, { recursive: true }));

/** A machine where process 7 has the lock until `freeAtMs`; time passes in sleeps alone. */
const lockedUntil = async (freeAtMs: number) => {
  const { ino } = await stat(join(root, LOCK));
  const locks = `1: POSIX  ADVISORY  WRITE 7 fe:00:${ino} 0 EOF\n2: FLOCK  ADVISORY  WRITE 8 fe:00:1 0 EOF\n`;
  let nowMs = 0;
  const texts: Readonly<Record<string, () => string>> = {
    "/proc/locks": () => (nowMs < freeAtMs ? locks : ""),
    "/proc/7/comm": () => "unattended-upgr\n",
  };
  const files: FileReader = {
    ...new FakeHost().reader.files,
    read: async (path) => texts[path]?.(),
  };
  const ports = {
    root,
    files,
    sleep: async (ms: number) => void (nowMs += ms),
    elapsedMs: () => nowMs,
  };
  return { ports, now: () => nowMs };
};

test("apt's lock is waited for", async () => {
  const { ports, now } = await lockedUntil(90_000);
  await waitForAptLock(ports);
  expect(now()).toBe(90_000);
});

test("after ten minutes the holder is the error", async () => {
  const { ports } = await lockedUntil(Number.POSITIVE_INFINITY);
  await expect(waitForAptLock(ports)).rejects.toMatchObject({
    code: "APT_LOCKED",
    fields: { holder: "unattended-upgr", processId: 7, waitedSeconds: 600 },
  });
});
