import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { RunRecord } from "../../shared/spec/run.ts";
import type { CommonInput } from "../cli/command.ts";
import type { CommandContext, TextOutput } from "../cli/command-context.ts";
import { openEventRenderer } from "../cli/render-output.ts";
import type { PhaseEvent } from "../engine/phase.ts";
import type { Happening } from "../progress/happening.ts";
import { renderGrid } from "../progress/render-grid.ts";
import { renderHappening } from "../progress/render-happening.ts";
import { renderHistory } from "../progress/render-history.ts";
import { RunPicture } from "../progress/run-picture.ts";

/** What a run tells while it goes on. */
export interface Progress {
  readonly phase: (event: PhaseEvent) => void;
  readonly record: (record: RunRecord) => void;
}

export interface ProgressOptions extends Pick<CommonInput, "output" | "quiet" | "verbose"> {
  /** What goes on, for the head of the grid: `apply`. */
  readonly title: string;
  readonly elapsedMs: () => number;
}

/**
 * Shows a run while `work` is at it: a grid of hosts on a terminal, else plain lines, one per thing
 * that happened; with `-o json` newline-delimited JSON events of version 1, with `-o yaml` the same as
 * documents.
 */
export const withProgress = async <Result>(
  { stdout, terminal, clock }: Pick<CommandContext, "stdout" | "terminal" | "clock">,
  options: ProgressOptions,
  work: (progress: Progress) => Promise<Result>,
): Promise<Result> => {
  if (options.output !== "table") {
    const render = await openEventRenderer(options.output);
    return await work(eventProgress((event) => stdout.write(render(event)), clock.nowMs));
  }
  if (options.quiet) return await work({ phase: () => undefined, record: () => undefined });
  const { showLive } = terminal;
  if (showLive === undefined) return await work(lineProgress(stdout, options));
  const { title, elapsedMs, verbose } = options;
  const picture = new RunPicture();
  const startedMs = elapsedMs();
  const { colors } = terminal;
  const live = showLive((size) =>
    renderGrid({ title, startedMs, hosts: picture.hosts }, { ...size, colors, nowMs: elapsedMs() }),
  );
  try {
    return await work(
      pictured(picture, elapsedMs, (happening) => {
        const style = { columns: terminal.columns, colors, verbose };
        const line = renderHistory(happening, style);
        if (line !== undefined) stdout.write(`${line}\n`);
      }),
    );
  } finally {
    live.end();
  }
};

const eventProgress = (write: (event: object) => void, nowMs: () => number): Progress => ({
  phase: (event) =>
    write({
      atMs: nowMs(),
      ...event,
      ...(event.type === "phase-failed" ? { error: toPharosError(event.error).code } : {}),
    }),
  record: (record) => write({ type: "record", ...record }),
});

const lineProgress = (output: TextOutput, { verbose, elapsedMs }: ProgressOptions): Progress =>
  pictured(new RunPicture(), elapsedMs, (happening) => {
    const line = renderHappening(happening, verbose);
    if (line !== undefined) output.write(`${line}\n`);
  });

const pictured = (
  picture: RunPicture,
  elapsedMs: () => number,
  tell: (happening: Happening) => void,
): Progress => ({
  phase: (event) => picture.seePhase(event, elapsedMs()).forEach(tell),
  record: (record) => picture.seeRecord(record, elapsedMs()).forEach(tell),
});
