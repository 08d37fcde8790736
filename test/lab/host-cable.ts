import { rm } from "node:fs/promises";
import { isCableThere, setCable } from "./lab-network.ts";
import { hostPaths } from "./lab-paths.ts";
import type { LabPaths } from "./lab-paths.ts";
import { pathExists } from "./path-exists.ts";
import { writeAtomic } from "./write-atomic.ts";

/** Takes a host's cable out. The supervisor keeps it out at every start of the host until `healCable`. */
export async function cutCable(lab: LabPaths, host: string): Promise<void> {
  await writeAtomic(hostPaths(lab, host).cutPath, "");
  if (await isCableThere(lab, host)) await setCable(lab, host, "down");
}

export async function healCable(lab: LabPaths, host: string): Promise<void> {
  await rm(hostPaths(lab, host).cutPath, { force: true });
  if (await isCableThere(lab, host)) await setCable(lab, host, "up");
}

export async function isCableCut(lab: LabPaths, host: string): Promise<boolean> {
  return await pathExists(hostPaths(lab, host).cutPath);
}
