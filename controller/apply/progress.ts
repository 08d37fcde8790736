import type { RunRecord } from "../../shared/spec/run.ts";
import type { TextOutput } from "../cli/command-context.ts";
import type { PhaseEvent } from "../engine/phase.ts";
import { toPharosError } from "../../shared/errors/internal-errors.ts";

/** What a run tells while it goes on. */
export interface Progress {
  readonly phase: (event: PhaseEvent) => void;
  readonly record: (record: RunRecord) => void;
}

export interface ProgressOptions {
  readonly output: TextOutput;
  readonly format: "text" | "json";
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** Plain lines, one per thing that happened, or newline-delimited JSON events of version 1. */
export const createProgress = ({ output, format, quiet, verbose }: ProgressOptions): Progress => {
  if (format === "json") {
    const write = (event: object): void =>
      output.write(`${JSON.stringify({ version: 1, ...event })}\n`);
    return {
      phase: (event) =>
        write(
          event.type === "phase-failed"
            ? { ...event, error: toPharosError(event.error).code }
            : event,
        ),
      record: (record) => write({ type: "record", ...record }),
    };
  }
  const line = (host: string, text: string): void => {
    if (!quiet) output.write(`[${host}] ${text}\n`);
  };
  const titles = new Map<string, string>();
  return {
    phase: (event) => {
      const text = phaseText(event, verbose);
      if (text !== undefined) line(event.host, text);
    },
    record: ({ host, event }) => {
      if (event.type === "task-started") titles.set(`${host} ${event.task}`, event.title);
      const text = recordText(
        event,
        "task" in event ? (titles.get(`${host} ${event.task}`) ?? event.task) : "",
        verbose,
      );
      if (text !== undefined) line(host, text);
    },
  };
};

const phaseText = (event: PhaseEvent, verbose: boolean): string | undefined => {
  switch (event.type) {
    case "phase-started":
      return `${event.phase} …`;
    case "phase-done":
      return `${event.phase}: done in ${seconds(event.tookMs)}`;
    case "phase-skipped":
      return verbose ? `${event.phase}: skipped, ${event.reason}` : undefined;
    case "phase-failed":
      return `${event.phase}: failed: ${toPharosError(event.error).message}`;
  }
};

const recordText = (
  event: RunRecord["event"],
  title: string,
  verbose: boolean,
): string | undefined => {
  switch (event.type) {
    case "task-started":
      return `  ${title} …`;
    case "task-changed":
      return `  ${title}: ok (${seconds(event.tookMs)})`;
    case "task-failed":
      return `  ${title}: FAILED: ${event.error.message}`;
    case "task-skipped":
      return `  ${title}: skipped, because ${event.because} failed`;
    case "task-unchanged":
      return verbose ? `  ${title}: as it should be` : undefined;
    case "run-started":
    case "run-finished":
      return undefined;
  }
};

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
