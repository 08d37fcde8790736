import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { LabError } from "./lab-error.ts";
import type { Lab } from "./lab.ts";

/** One thing that the self test tries on its lab; it fails by an error. */
export interface Step {
  readonly title: string;
  readonly run: (lab: Lab) => Promise<void>;
}

/** Runs a command on a host and gives back its output; any code but 0 is an error. */
export async function must(lab: Lab, host: string, argv: readonly string[]): Promise<string> {
  const result = await lab.ssh(host, argv);
  expect(`${argv.join(" ")} on ${host}: ${result.stderr.trim()}`, result.code === 0);
  return result.stdout;
}

export function expect(what: string, holds: boolean): void {
  if (!holds) throw new LabError(`not so: ${what}`);
}

/** `up` in a process of its own that is killed a moment after its start. */
export async function killUp(lab: Lab, flags: readonly string[], afterMs: number): Promise<void> {
  const script = fileURLToPath(new URL("main.ts", import.meta.url));
  const child = spawn(process.execPath, [script, "--name", lab.name, "up", ...flags]);
  const ended = once(child, "exit");
  await delay(afterMs);
  child.kill("SIGKILL");
  await ended;
}
