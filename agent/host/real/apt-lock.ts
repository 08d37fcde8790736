import { stat } from "node:fs/promises";
import { join } from "node:path";
import { aptLocked } from "../../../shared/errors/package-errors.ts";
import type { FileReader } from "../files.ts";

export interface AptLockPorts {
  readonly root: string;
  readonly files: FileReader;
  readonly sleep: (ms: number) => Promise<void>;
  readonly elapsedMs: () => number;
}

export interface LockHolder {
  readonly processId: number;
  /** Name of its program. */
  readonly name: string;
}

const LIMIT_MS = 10 * 60_000;
const STEP_MS = 500;
const LOCKS = [
  "/var/lib/dpkg/lock-frontend",
  "/var/lib/dpkg/lock",
  "/var/lib/apt/lists/lock",
  "/var/cache/apt/archives/lock",
];

/** Waits until nobody holds one of apt's locks; `APT_LOCKED` with the holder after ten minutes. */
export const waitForAptLock = async (ports: AptLockPorts): Promise<void> => {
  const endMs = ports.elapsedMs() + LIMIT_MS;
  for (;;) {
    const holder = await findLockHolder(ports);
    if (holder === undefined) return;
    if (ports.elapsedMs() >= endMs) throw lockedBy(holder);
    await ports.sleep(STEP_MS);
  }
};

export const lockedBy = ({ name, processId }: LockHolder): ReturnType<typeof aptLocked> =>
  aptLocked({ holder: name, processId, waitedSeconds: LIMIT_MS / 1000 });

/** The kernel lists who holds which file's lock; apt's own answer would be text. */
export const findLockHolder = async ({
  root,
  files,
}: AptLockPorts): Promise<LockHolder | undefined> => {
  const locks = parseLocks((await files.read("/proc/locks")) ?? "");
  if (locks.length === 0) return undefined;
  for (const path of LOCKS) {
    const stats = await stat(join(root, path)).catch(() => undefined);
    const lock = locks.find(({ inode }) => inode === stats?.ino);
    if (lock === undefined) continue;
    const name = (await files.read(`/proc/${lock.processId}/comm`))?.trim();
    return { processId: lock.processId, name: name ?? "a process" };
  }
  return undefined;
};

interface Lock {
  readonly processId: number;
  readonly inode: number;
}

/** `1: POSIX  ADVISORY  WRITE 1234 fe:00:262415 0 EOF`; those that wait have an arrow after the number. */
const parseLocks = (text: string): readonly Lock[] =>
  text.split("\n").flatMap((line) => {
    const [, type, , , processId, file] = line.trim().split(/\s+/);
    const inode = Number(file?.split(":")[2]);
    if ((type !== "POSIX" && type !== "OFDLCK") || !Number.isInteger(inode)) return [];
    return [{ processId: Number(processId), inode }];
  });
