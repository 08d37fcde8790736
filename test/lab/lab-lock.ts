import { mkdir, open, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { LabError } from "./lab-error.ts";
import { findProcess, recordProcess } from "./process-record.ts";

/** Runs `work` while no other process changes the same lab. A lock whose holder has died is taken over. */
export async function withLock<T>(lockPath: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(lockPath), { recursive: true });
  const holder = await findProcess(lockPath);
  if (holder !== undefined) {
    throw new LabError(`process ${holder.pid} is changing this lab; try again when it is done`);
  }
  await rm(lockPath, { force: true });
  const file = await open(lockPath, "wx").catch((cause: unknown) => {
    throw new LabError("another process has just begun to change this lab", { cause });
  });
  await file.close();
  try {
    await recordProcess(lockPath, process.pid);
    return await work();
  } finally {
    await rm(lockPath, { force: true });
  }
}
