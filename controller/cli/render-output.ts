import type { OutputFormat } from "./command.ts";

export type DocumentFormat = Exclude<OutputFormat, "table">;

/** A result for `-o json` and `-o yaml`; ends with a line end. */
export const renderDocument = async (value: unknown, format: DocumentFormat): Promise<string> => {
  if (format === "json") return `${JSON.stringify(value, undefined, 2)}\n`;
  const { stringify } = await import("yaml");
  return stringify(value, YAML_STYLE);
};

/**
 * For what comes piece by piece: makes of each a JSON object in one line, or a YAML document with its
 * mark in front. Both have the version that docs/events.md promises.
 */
export const openEventRenderer = async (
  format: DocumentFormat,
): Promise<(event: object) => string> => {
  if (format === "json") return (event) => `${JSON.stringify({ version: 1, ...event })}\n`;
  const { stringify } = await import("yaml");
  return (event) => `---\n${stringify({ version: 1, ...event }, YAML_STYLE)}`;
};

/** One event, where not many come. */
export const renderEvent = async (event: object, format: DocumentFormat): Promise<string> =>
  (await openEventRenderer(format))(event);

const YAML_STYLE = { lineWidth: 0, aliasDuplicateObjects: false } as const;
