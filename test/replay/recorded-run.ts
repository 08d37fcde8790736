import * as z from "zod";
import type { PhaseEvent } from "../../controller/engine/phase.ts";
import { hostBusy } from "../../shared/errors/engine-errors.ts";
import type { Told } from "../support/run-story.ts";

const text = z.string();
const place = { phase: text, host: text };

/** What of `pharosctl apply -o json` makes progress; docs/events.md describes the whole. */
const Line = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("phases-planned"),
    atMs: z.number(),
    phases: z.array(z.object({ phase: text, hosts: z.array(text), after: z.array(text) })),
  }),
  z.object({ type: z.literal("phase-started"), atMs: z.number(), ...place }),
  z.object({ type: z.literal("phase-skipped"), atMs: z.number(), ...place, reason: text }),
  z.object({ type: z.literal("phase-done"), atMs: z.number(), ...place, tookMs: z.number() }),
  z.object({ type: z.literal("phase-failed"), atMs: z.number(), ...place, error: text }),
  z.object({
    type: z.literal("record"),
    atMs: z.number(),
    host: text,
    sequence: z.number(),
    event: z.discriminatedUnion("type", [
      z.object({
        type: z.literal("run-started"),
        profile: z.enum(["host", "control-plane", "worker", "network", "cluster", "absent"]),
        taskCount: z.number(),
      }),
      z
        .object({ type: z.literal("task-started"), task: text, title: text })
        .transform((event) => ({ ...event, changes: [] })),
      z.object({ type: z.literal("task-unchanged"), task: text }),
      z.object({ type: z.literal("task-changed"), task: text, tookMs: z.number() }),
      z.object({
        type: z.literal("run-finished"),
        changed: z.number(),
        unchanged: z.number(),
        failed: z.number(),
      }),
    ]),
  }),
  z.object({ type: z.literal("finished") }),
]);

/** The events of a run that was recorded by `pharosctl apply -o json > FILE`, by their time since the first. */
export const readRecordedRun = (recorded: string): readonly Told[] => {
  const told = recorded
    .split("\n")
    .filter((line) => line !== "")
    .flatMap((line) => toTold(Line.parse(JSON.parse(line))));
  const firstMs = Math.min(...told.map(({ atMs }) => atMs));
  return told.map((one) => ({ ...one, atMs: one.atMs - firstMs }));
};

const toTold = (line: z.infer<typeof Line>): readonly Told[] => {
  switch (line.type) {
    case "finished":
      return [];
    case "record":
      return [{ atMs: line.atMs, record: { run: "recorded", ...line } }];
    case "phase-failed":
      return [{ atMs: line.atMs, phase: { ...line, error: hostBusy({ run: line.error }) } }];
    case "phases-planned":
    case "phase-started":
    case "phase-skipped":
    case "phase-done":
      return [{ atMs: line.atMs, phase: line satisfies PhaseEvent }];
  }
};
