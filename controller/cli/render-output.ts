import type { OutputFormat } from "./command.ts";

/** A result for `-o json` and `-o yaml`; ends with a line end. */
export const renderDocument = async (
  value: unknown,
  format: Exclude<OutputFormat, "table">,
): Promise<string> => {
  if (format === "json") return `${JSON.stringify(value, undefined, 2)}\n`;
  const { stringify } = await import("yaml");
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
};
