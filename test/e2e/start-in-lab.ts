import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Lab } from "../lab/lab.ts";

/** Starts a script of this folder in the lab's network; it is up when it has printed something. */
export async function startInLab(
  lab: Lab,
  script: string,
  argv: readonly string[],
): Promise<ChildProcess> {
  const path = join(import.meta.dirname, script);
  const [program = "", ...rest] = await lab.execCommand([process.execPath, path, ...argv]);
  const child = spawn(program, rest, { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  return child;
}
