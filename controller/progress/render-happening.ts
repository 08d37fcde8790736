import { renderStop } from "../runs/render-stop.ts";
import { renderDuration } from "../cli/render-time.ts";
import { visibleLine } from "../terminal/visible-text.ts";
import type { Happening } from "./happening.ts";
import { wasStopped } from "./is-consequence.ts";

/** The plain line of something that has happened: `[w1]   install packages …`; `undefined`: not worth one. */
export const renderHappening = (happening: Happening, verbose: boolean): string | undefined => {
  const text = textOf(happening, verbose);
  return text === undefined || happening.type === "phase-over"
    ? undefined
    : `[${happening.host}] ${text}`;
};

const textOf = (happening: Happening, verbose: boolean): string | undefined => {
  switch (happening.type) {
    case "phase-started":
      return `${happening.phase} …`;
    case "phase-done":
      return `${happening.phase}: done in ${renderDuration(happening.tookMs)}`;
    case "phase-skipped":
      return verbose ? `${happening.phase}: skipped, ${happening.reason}` : undefined;
    case "phase-failed":
      return wasStopped(happening.error)
        ? `${happening.phase}: stopped`
        : `${happening.phase}: failed: ${visibleLine(happening.error.message)}`;
    case "phase-over":
      return undefined;
    case "work-stopped":
      return `  ${renderStop(happening)}`;
    case "work-resumed":
      return "  the agent was started anew and goes on with what was cut off";
    case "task-started":
      return `  ${happening.task} …`;
    case "task-done":
      return `  ${happening.task}: ok (${renderDuration(happening.tookMs)})`;
    case "task-failed":
      return `  ${happening.task}: FAILED: ${happening.message}`;
    case "task-skipped":
      return `  ${happening.task}: skipped, because ${happening.because} failed`;
    case "task-unchanged":
      return verbose ? `  ${happening.task}: as it should be` : undefined;
  }
};
