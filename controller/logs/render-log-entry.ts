import type { OutputFormat } from "../cli/command.ts";
import { renderEvent } from "../cli/render-output.ts";
import { visibleText } from "../terminal/visible-text.ts";
import type { LogEntry } from "./log-entry.ts";

/** One line for people, one JSON object a line (version 1), or one YAML document. Ends with a line end. */
export const renderLogEntry = async (entry: LogEntry, format: OutputFormat): Promise<string> => {
  switch (format) {
    case "json":
    case "yaml":
      return renderEvent({ type: "log", ...entry }, format);
    case "table":
      return `${new Date(entry.atMs).toISOString()} ${entry.host} ${entry.source}: ${visible(entry.text)}\n`;
  }
};

const CONTINUED = "\n    ";

const visible = (text: string): string => visibleText(text).replaceAll("\n", CONTINUED);
