import type { CommonInput } from "../cli/command.ts";
import type { Terminal } from "../cli/command-context.ts";
import { renderElapsed } from "../cli/render-time.ts";
import { paint } from "./paint.ts";
import { cutToWidth } from "./text-width.ts";

/** What takes no longer is not worth a line. */
const SHORT_MS = 1_000;

/** Says on a terminal what is waited for and for how long, while `work` is at it; nothing elsewhere. */
export const withWaiting = async <Result>(
  { showLive, colors }: Pick<Terminal, "showLive" | "colors">,
  { text, quiet, output }: Pick<CommonInput, "quiet" | "output"> & { readonly text: string },
  work: () => Promise<Result>,
  elapsedMs: () => number = () => performance.now(),
): Promise<Result> => {
  if (showLive === undefined || quiet || output !== "table") return await work();
  const startedMs = elapsedMs();
  const live = showLive(({ columns }) => {
    const waitedMs = elapsedMs() - startedMs;
    if (waitedMs < SHORT_MS) return [];
    return [paint(cutToWidth(`${text}: ${renderElapsed(waitedMs)}`, columns - 1), "dim", colors)];
  });
  try {
    return await work();
  } finally {
    live.end();
  }
};
