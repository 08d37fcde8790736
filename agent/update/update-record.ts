import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod/mini";
import type { AgentPaths } from "../state/agent-paths.ts";
import { readOptional } from "../state/read-optional.ts";
import { writeAtomic } from "../state/write-atomic.ts";

const UpdateRecord = z.object({
  /** Builds by name. */
  from: z.string(),
  to: z.string(),
  /** Why it was taken back; empty otherwise. */
  reason: z.string(),
});
export type UpdateRecord = Readonly<z.infer<typeof UpdateRecord>>;

/**
 * `pending`: switched, nobody has confirmed it. `reverting`: being taken back. One rename moves on from
 * `pending`, so that a confirmation and the guard cannot both have it.
 */
export type UpdateStage = "pending" | "reverting" | "confirmed" | "reverted";

const STAGES: readonly UpdateStage[] = ["pending", "reverting", "confirmed", "reverted"];

/** The last update, `undefined` if there was none or its record cannot be read. */
export const readUpdate = async (
  paths: AgentPaths,
): Promise<(UpdateRecord & { readonly stage: UpdateStage }) | undefined> => {
  for (const stage of STAGES) {
    const text = await readOptional(fileOf(paths, stage));
    if (text === undefined) continue;
    const { data } = UpdateRecord.safeParse(parseJson(text));
    if (data !== undefined) return { ...data, stage };
  }
  return undefined;
};

/** Begins an update's record and forgets the one before. */
export const beginUpdate = async (paths: AgentPaths, record: UpdateRecord): Promise<void> => {
  await writeAtomic(fileOf(paths, "pending"), JSON.stringify(record));
  for (const stage of STAGES.slice(1)) await rm(fileOf(paths, stage), { force: true });
};

/** Takes the right to decide on what is pending; `false`: it is not pending any more. */
export const claimUpdate = async (
  paths: AgentPaths,
  stage: "reverting" | "confirmed",
): Promise<boolean> => {
  try {
    await rename(fileOf(paths, "pending"), fileOf(paths, stage));
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw error;
  }
};

/** Notes that the update was taken back, and why. */
export const endReverting = async (paths: AgentPaths, record: UpdateRecord): Promise<void> => {
  await writeAtomic(fileOf(paths, "reverted"), JSON.stringify(record));
  await rm(fileOf(paths, "reverting"), { force: true });
};

/** Forgets a pending update that never switched. */
export const dropPending = (paths: AgentPaths): Promise<void> =>
  rm(fileOf(paths, "pending"), { force: true });

const fileOf = (paths: AgentPaths, stage: UpdateStage): string =>
  join(paths.update, `${stage}.json`);

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
