import { readFile, rm } from "node:fs/promises";
import * as z from "zod";
import { waitUntil } from "./wait-until.ts";
import { writeAtomic } from "./write-atomic.ts";

const ProcessRecord = z.strictObject({ pid: z.int().positive(), startTicks: z.string() });
/** A process that can be told from a later one with the same number: field 22 of its `stat` goes with it. */
export type ProcessRecord = Readonly<z.infer<typeof ProcessRecord>>;

export async function recordProcess(path: string, pid: number): Promise<void> {
  const startTicks = await readStartTicks(pid);
  if (startTicks !== undefined) await writeAtomic(path, JSON.stringify({ pid, startTicks }));
}

/** The recorded process if it still runs. */
export async function findProcess(path: string): Promise<ProcessRecord | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const parsed = ProcessRecord.safeParse(JSON.parse(text));
  if (!parsed.success) return undefined;
  const running = await isRunning(parsed.data);
  return running ? parsed.data : undefined;
}

async function isRunning(record: ProcessRecord): Promise<boolean> {
  return (await readStartTicks(record.pid)) === record.startTicks;
}

/** Kills the recorded process, waits for its end and forgets it. */
export async function killProcess(path: string): Promise<void> {
  const record = await findProcess(path);
  if (record !== undefined) {
    process.kill(record.pid, "SIGKILL");
    await waitUntil(
      `process ${record.pid} to end`,
      10_000,
      async () => !(await isRunning(record)),
      20,
    );
  }
  await rm(path, { force: true });
}

async function readStartTicks(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  // The name in parentheses may hold anything, spaces and parentheses too.
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state] = fields ?? [];
  // A zombie has ended; only its parent has not asked yet.
  return state === "Z" || state === "X" ? undefined : fields?.[19];
}
