import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { LabError } from "./lab-error.ts";

const limitSeconds = 900;

/**
 * Runs `work` while nobody else holds the same lock, in this process or another; waits for it up to 15 minutes.
 * The kernel holds it for a child that echoes what it reads: it ends when we do, however we end.
 */
export async function withLock<T>(lockPath: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(lockPath), { recursive: true });
  const timeout = ["--exclusive", "--timeout", String(limitSeconds)];
  const holder = spawn("flock", [...timeout, lockPath, "cat"], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const ended = once(holder, "close");
  const echoed = once(holder.stdout, "data").then(() => "held");
  holder.stdin.on("error", () => {});
  holder.stdin.write("\n");
  const outcome = await Promise.race([echoed, ended.then(() => "refused")]);
  if (outcome !== "held") {
    throw new LabError(`${lockPath}: held by another process for ${limitSeconds} s`);
  }
  try {
    return await work();
  } finally {
    holder.stdin.end();
    await ended;
  }
}
