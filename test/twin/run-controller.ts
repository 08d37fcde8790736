import { spawn } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as z from "zod";

export interface ControllerEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakBytes: number;
}

export interface ControllerRun {
  /** Of `installTwinCli`. */
  readonly program: string;
  readonly argv: readonly string[];
  /** The administrator's home and the folder of cluster.yml. */
  readonly folder: string;
  readonly limitMs: number;
}

const Usage = z.object({ cpuMs: z.number(), peakBytes: z.number() });

/** Runs the product's own command line, as a process of its own, to its end or the limit. */
export const runController = async ({
  program,
  argv,
  folder,
  limitMs,
}: ControllerRun): Promise<ControllerEnd> => {
  const usageFile = join(folder, "usage.json");
  const teller = join(dirname(program), "tell-usage.cjs");
  const startedMs = performance.now();
  const child = spawn(process.execPath, ["--require", teller, program, ...argv], {
    cwd: folder,
    env: { HOME: folder, PATH: process.env["PATH"], TWIN_USAGE_FILE: usageFile },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: limitMs,
    killSignal: "SIGKILL",
  });
  const [stdout, stderr, code] = await Promise.all([
    readAll(child.stdout),
    readAll(child.stderr),
    new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => resolve(code ?? -1));
    }),
  ]);
  const wallMs = performance.now() - startedMs;
  const usage = Usage.safeParse(JSON.parse(await readFile(usageFile, "utf8").catch(() => "{}")));
  await rm(usageFile, { force: true });
  const { cpuMs, peakBytes } = usage.data ?? { cpuMs: 0, peakBytes: 0 };
  return { code, stdout, stderr, wallMs, cpuMs, peakBytes };
};

const readAll = async (stream: AsyncIterable<Buffer>): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};
