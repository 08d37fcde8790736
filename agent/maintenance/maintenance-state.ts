import * as z from "zod/mini";
import { readOptional } from "../state/read-optional.ts";
import { writeAtomic } from "../state/write-atomic.ts";

/**
 * Where a disruption of this host is. Each is written before what it names begins, so that whoever
 * starts after a kill knows what may have been done.
 */
const steps = [
  "acquired",
  "draining",
  "drained",
  "rebooting",
  "returning",
  "upgrading",
  "correcting",
  "undoing",
  "holding",
] as const;

const Disruption = z.readonly(
  z.object({
    purpose: z.enum(["reboot", "upgrade", "correction"]),
    step: z.enum(steps),
    stepAtMs: z.number(),
    startedAtMs: z.number(),
    /** Why it was begun. */
    because: z.string(),
    slot: z.number(),
    /** As in the slot's Lease: node and its UID. */
    holder: z.string(),
    /** Of the kernel that ran when it began. */
    bootId: z.string(),
    /** Pods that were Ready and stay on the host: they are to be Ready after the boot. */
    pods: z.readonly(z.array(z.string())),
    /** When each of them was started, as its kubelet said: one that was started anew says otherwise. */
    podStarts: z.exactOptional(z.readonly(z.record(z.string(), z.number()))),
    /** When the host was told to go down. */
    downAtMs: z.exactOptional(z.number()),
    /** Why it is being undone, and how long to wait before the next try; absent: it went well. */
    failure: z.exactOptional(z.string()),
    retryMs: z.exactOptional(z.number()),
  }),
);
export type Disruption = z.infer<typeof Disruption>;
export type DisruptionStep = Disruption["step"];

const finished = {
  startedAtMs: z.number(),
  endedAtMs: z.number(),
  failure: z.exactOptional(z.string()),
};

const FinishedUpgrade = z.readonly(
  z.object({ ...finished, packages: z.readonly(z.array(z.string())), log: z.string() }),
);
export type FinishedUpgrade = z.infer<typeof FinishedUpgrade>;

const Order = z.readonly(z.object({ by: z.string(), atMs: z.number() }));

/** What reboots and upgrades remember over restarts of the agent and boots of the host. */
const MaintenanceState = z.readonly(
  z.object({
    disruption: z.exactOptional(Disruption),
    /** A person wants a reboot, or an upgrade, now. */
    rebootOrder: z.exactOptional(Order),
    upgradeOrder: z.exactOptional(Order),
    pause: z.exactOptional(
      z.readonly(z.object({ reason: z.string(), by: z.string(), untilMs: z.number() })),
    ),
    /** After a failure: not before this. */
    rebootRetryAtMs: z.exactOptional(z.number()),
    upgradeRetryAtMs: z.exactOptional(z.number()),
    correctionRetryAtMs: z.exactOptional(z.number()),
    lastReboot: z.exactOptional(z.readonly(z.object(finished))),
    lastUpgrade: z.exactOptional(FinishedUpgrade),
  }),
);
export type MaintenanceState = z.infer<typeof MaintenanceState>;

/** `undefined` if there is none; throws what makes it unreadable. */
export const readMaintenanceState = async (path: string): Promise<MaintenanceState | undefined> => {
  const text = await readOptional(path);
  return text === undefined ? undefined : MaintenanceState.parse(JSON.parse(text));
};

export const writeMaintenanceState = (path: string, state: MaintenanceState): Promise<void> =>
  writeAtomic(path, JSON.stringify(state));
