import { stripVTControlCharacters } from "node:util";
import type { OutputFormat } from "../cli/command.ts";
import { renderDocument } from "../cli/render-output.ts";
import type { LogEntry } from "./log-entry.ts";

/** One line for people, one JSON object a line (version 1), or one YAML document. Ends with a line end. */
export const renderLogEntry = async (entry: LogEntry, format: OutputFormat): Promise<string> => {
  switch (format) {
    case "json":
      return `${JSON.stringify({ version: 1, type: "log", ...entry })}\n`;
    case "yaml":
      return `---\n${await renderDocument(entry, "yaml")}`;
    case "table":
      return `${new Date(entry.atMs).toISOString()} ${entry.host} ${entry.source}: ${visible(entry.text)}\n`;
  }
};

const CONTINUED = "\n    ";

/** What a host logs must not steer the terminal of who reads it. */
const visible = (text: string): string =>
  stripVTControlCharacters(text)
    .trimEnd()
    // oxlint-disable-next-line no-control-regex -- these are what has to go
    .replaceAll(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, " ")
    .replaceAll("\n", CONTINUED);
