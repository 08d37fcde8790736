import * as z from "zod";
import type { RunEvent } from "../../shared/spec/run.ts";
import type { PhaseEvent } from "../engine/phase.ts";
import { agentEvents } from "./agent-event-schema.ts";

/**
 * What `apply`, `reset`, `attach`, `events` and `logs` print with `-o json`: one object a line. This is
 * what is promised to programs; docs/events.md and docs/events.schema.json are made from it. Version
 * 1 may get further types and fields, never others in the place of these.
 */
export const outputEventSchema = (): z.ZodType => OutputEvent;

/** As JSON Schema (2020-12), open for what later versions add. */
export const outputEventJsonSchema = (): object => ({
  title: "a line of pharosctl's output with -o json",
  ...z.toJSONSchema(OutputEvent, { io: "input" }),
});

/** For the page: each type with its fields. */
export const eventFields = (): readonly EventFields[] => [
  ...Object.entries({ ...lines, ...phases }).map(([type, one]) => toFields("line", type, one)),
  ...Object.entries(runEvents).map(([type, one]) => toFields("run", type, one)),
  ...Object.entries(agentEvents).map(([type, one]) => toFields("agent", type, one)),
];

export interface EventFields {
  /** `line`: of the object itself; the others: of the `event` of a `record`. */
  readonly place: "line" | "run" | "agent";
  readonly type: string;
  readonly description: string;
  readonly fields: readonly string[];
}

const toFields = (place: EventFields["place"], type: string, one: z.ZodObject): EventFields => ({
  place,
  type,
  description: one.description ?? "",
  fields: Object.entries(one.shape)
    .filter(([, field]) => !(field instanceof z.ZodLiteral))
    .map(([name, field]) => (field instanceof z.ZodOptional ? `${name} (not always)` : name)),
});

const text = z.string();
const count = z.int().min(0);
const moment = z.int().describe("milliseconds since 1970");

const error = z.object({
  code: text.describe("of docs/errors.md"),
  blame: z.enum(["user", "environment", "bug"]),
  message: text,
  hint: text,
  fields: z.record(text, z.union([text, z.number(), z.boolean()])),
});

const change = z.object({
  field: text,
  before: text.optional(),
  after: text.optional(),
  because: text.optional(),
});

const runEvents = {
  "run-started": z
    .object({
      type: z.literal("run-started"),
      profile: z.enum(["host", "control-plane", "worker", "network", "cluster", "absent"]),
      taskCount: count,
      requestedBy: text.optional(),
      isResumed: z
        .literal(true)
        .optional()
        .describe("The agent goes on by itself with what was cut off."),
    })
    .describe("A host begins with a part of a run; a run has several of them."),
  "task-started": z
    .object({ type: z.literal("task-started"), task: text, title: text, changes: z.array(change) })
    .describe("Something is not as it should be and is being changed."),
  "task-unchanged": z
    .object({ type: z.literal("task-unchanged"), task: text })
    .describe("All is as it should be."),
  "task-changed": z
    .object({ type: z.literal("task-changed"), task: text, tookMs: z.number() })
    .describe("It was changed, and looked at again."),
  "task-failed": z
    .object({ type: z.literal("task-failed"), task: text, error })
    .describe("It could not be changed. Other tasks go on."),
  "task-skipped": z
    .object({ type: z.literal("task-skipped"), task: text, because: text })
    .describe("Not begun, because the task `because` has failed."),
  "run-stopped": z
    .object({
      type: z.literal("run-stopped"),
      requestedBy: text.optional(),
      after: text.optional().describe("The task that was finished last; absent: none was."),
    })
    .describe(
      "Somebody asked it to stop. The first task that was not begun follows as `task-failed` with the code RUN_STOPPED.",
    ),
  "run-finished": z
    .object({ type: z.literal("run-finished"), changed: count, unchanged: count, failed: count })
    .describe("The host is through with this part of the run."),
} satisfies Record<RunEvent["type"], z.ZodObject>;

const version = z.literal(1);

const phase = <const Type extends PhaseEvent["type"]>(type: Type) =>
  z.object({ version, type: z.literal(type), atMs: moment, phase: text, host: text });

const phases = {
  "phases-planned": z
    .object({
      version,
      type: z.literal("phases-planned"),
      atMs: moment,
      phases: z.array(z.object({ phase: text, hosts: z.array(text), after: z.array(text) })),
    })
    .describe(
      "Steps to come, in their order on each host; one begins when those in `after` have ended on all hosts.",
    ),
  "phase-started": phase("phase-started").describe("A step of the controller begins on a host."),
  "phase-skipped": phase("phase-skipped")
    .extend({ reason: text })
    .describe("It is not needed there."),
  "phase-done": phase("phase-done").extend({ tookMs: z.number() }).describe("It is done there."),
  "phase-failed": phase("phase-failed")
    .extend({ error: text })
    .describe("It failed there; `error` is the code."),
} satisfies Record<PhaseEvent["type"], z.ZodObject>;

const lines = {
  record: z
    .object({
      version,
      type: z.literal("record"),
      run: text.optional(),
      host: text,
      sequence: z.int().min(1),
      atMs: moment,
      event: z.union([...Object.values(runEvents), ...Object.values(agentEvents)]),
    })
    .describe(
      "Something happened on a host, in a run or, without `run`, outside of one. `sequence` has no gaps within a host and run.",
    ),
  log: z
    .object({
      version,
      type: z.literal("log"),
      host: text,
      source: text,
      atMs: moment,
      priority: z.int(),
      text,
    })
    .describe("A line of a host's log."),
  status: z
    .object({
      version,
      type: z.literal("status"),
      atMs: moment,
      cluster: text,
      id: text,
      membership: count,
      hosts: z.array(
        z.object({
          name: text,
          role: text,
          address: text,
          agent: text,
          node: text,
          kubelet: text,
          drift: z
            .object({
              mode: text,
              differing: count,
              leftAlone: count,
              pausedUntilMs: moment.optional(),
            })
            .optional(),
          note: text,
        }),
      ),
      kubernetes: text,
      etcd: z
        .array(
          z.object({
            name: text,
            healthy: z.boolean(),
            learner: z.boolean(),
            reason: text,
            alarms: z.array(text).optional(),
          }),
        )
        .optional(),
    })
    .describe(
      "`status --watch` sees something else than before. `kubernetes` is empty while its API answers.",
    ),
  finished: z
    .object({
      version,
      type: z.literal("finished"),
      cluster: text,
      run: text.optional(),
      kubeconfig: text.optional(),
      leftOut: z.array(text).optional().describe("Hosts of cluster.yml that `--only` left out."),
    })
    .describe("The verb has done all it was to do."),
  error: z
    .object({
      version,
      type: z.literal("error"),
      error: error.extend({
        issues: z.array(z.unknown()).optional(),
        hosts: z.array(error.extend({ host: text })).optional(),
      }),
    })
    .describe("The verb failed; always the last line. Of `hosts` each has an error of its own."),
};

const OutputEvent = z.union([...Object.values(lines), ...Object.values(phases)]);
