import { readFile } from "node:fs/promises";
import * as z from "zod";
import type { LabPaths } from "./lab-paths.ts";
import { LabError } from "./lab-error.ts";
import { writeAtomic } from "./write-atomic.ts";

const LabHost = z.strictObject({
  name: z.string(),
  role: z.enum(["master", "worker", "bastion"]),
  address: z.string(),
});
export type LabHost = Readonly<z.infer<typeof LabHost>>;

/** The veth pair between the machine and the lab's network namespace, and the machine's nftables table for it. */
const Uplink = z.strictObject({
  /** The machine's end. */
  link: z.string(),
  table: z.string(),
  machineAddress: z.string(),
  labAddress: z.string(),
  /** False in the lab's own test alone: then nothing passes the machine. */
  forwards: z.boolean(),
});
export type Uplink = Readonly<z.infer<typeof Uplink>>;

/** Packages and images from public servers. */
const OnlineSupply = z.strictObject({
  kubernetesVersion: z.string(),
  /** The name servers that the hosts ask. */
  resolvers: z.array(z.string()).readonly(),
  uplink: Uplink,
});
export type OnlineSupply = Readonly<z.infer<typeof OnlineSupply>>;

/** What the lab has made or is about to make on the machine: written before each thing is made, so that a killed lab can be cleaned. */
const LabState = z.strictObject({
  version: z.literal(1),
  phase: z.enum(["starting", "up"]),
  /** Another value at every start: a supervisor that was started for an earlier one ends by itself. */
  incarnation: z.string(),
  bareRoot: z.string(),
  /** The lab's own control group in every hierarchy of the machine. */
  cgroupDirs: z.array(z.string()).readonly(),
  /** Whether the lab serves packages and images itself. */
  supply: z.boolean(),
  online: OnlineSupply.optional(),
  bastion: z.boolean(),
  hosts: z.array(LabHost).readonly(),
});
export type LabState = Readonly<z.infer<typeof LabState>>;

/** The lab's record, or nothing if there is no lab of that name. */
export async function readLabState(paths: LabPaths): Promise<LabState | undefined> {
  const text = await readFile(paths.statePath, "utf8").catch((cause: unknown) => {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
    throw new LabError(`cannot read ${paths.statePath}`, { cause });
  });
  if (text === undefined) return undefined;
  return parseLabState(paths.statePath, text);
}

export async function writeLabState(paths: LabPaths, state: LabState): Promise<void> {
  await writeAtomic(paths.statePath, `${JSON.stringify(state, undefined, 2)}\n`);
}

export function parseLabState(where: string, text: string): LabState {
  const parsed = LabState.safeParse(JSON.parse(text));
  if (!parsed.success) {
    throw new LabError(`${where} is not a lab's record`, { cause: parsed.error });
  }
  return parsed.data;
}
