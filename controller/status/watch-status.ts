import type { CommandContext } from "../cli/command-context.ts";
import type { OutputFormat } from "../cli/command.ts";
import { renderEvent } from "../cli/render-output.ts";
import { renderInstant } from "../cli/render-time.ts";
import { cutToWidth } from "../terminal/text-width.ts";
import { visibleLine } from "../terminal/visible-text.ts";
import { type ClusterStatus, renderStatus } from "./read-status.ts";

export interface WatchPorts {
  readonly read: () => Promise<ClusterStatus>;
  readonly sleep: (ms: number) => Promise<void>;
  readonly format: OutputFormat;
}

const STEP_MS = 2_000;

/**
 * Shows a cluster until `signal`: on a terminal the newest in place of the one before, elsewhere,
 * and for programs, each that differs from the one before, with its time.
 */
export const watchStatus = async (
  context: Pick<CommandContext, "clock" | "signal" | "stdout" | "terminal">,
  { read, sleep, format }: WatchPorts,
): Promise<void> => {
  const { signal, stdout, terminal, clock } = context;
  let lines: readonly string[] = ["asking the hosts …"];
  const draw = ({ columns }: { readonly columns: number }): readonly string[] =>
    lines.map((line) => cutToWidth(visibleLine(line), columns - 1));
  const live = format === "table" ? terminal.showLive?.(draw) : undefined;
  let before = "";
  try {
    while (!signal.aborted) {
      const status = await unlessAborted(read, signal);
      // What was asked when Ctrl-C came has no answer that counts.
      if (status === undefined) break;
      const atMs = clock.nowMs();
      const seen = JSON.stringify(status);
      lines = [renderInstant(atMs), ...renderStatus(status).trimEnd().split("\n")];
      if (live !== undefined) live.redraw();
      else if (seen !== before) stdout.write(await renderChange(status, atMs, format));
      before = seen;
      await sleep(STEP_MS);
    }
  } finally {
    live?.end();
    // What was seen last stays on the terminal.
    if (live !== undefined) stdout.write(`${lines.join("\n")}\n`);
  }
};

const unlessAborted = async (
  read: WatchPorts["read"],
  signal: AbortSignal,
): Promise<ClusterStatus | undefined> => {
  try {
    const status = await read();
    return signal.aborted ? undefined : status;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
};

const renderChange = async (
  status: ClusterStatus,
  atMs: number,
  format: OutputFormat,
): Promise<string> => {
  switch (format) {
    case "json":
    case "yaml":
      return renderEvent({ type: "status", atMs, ...status }, format);
    case "table":
      return `${renderInstant(atMs)}\n${renderStatus(status)}\n`;
  }
};
