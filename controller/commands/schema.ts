import { usageInvalid } from "../../shared/errors/cli-errors.ts";
import { defineCommand } from "../cli/command.ts";
import { renderDocument } from "../cli/render-output.ts";
import { renderTable } from "../cli/render-table.ts";
import type { EventFields } from "../events/output-event.ts";
import { clusterJsonSchema, listConfigKeys } from "../config/config-keys.ts";

export const schema = defineCommand({
  name: "schema",
  summary: "print the JSON Schema of cluster.yml, or of events",
  description:
    "Prints a JSON Schema (2020-12): of cluster.yml, for editors that complete and check YAML, or of a line of output that programs read.",
  arguments: [{ name: "of", description: "`cluster` (default) or `events`", required: false }],
  takesConfig: false,
  output: "json",
  options: {},
  examples: [
    {
      command: "pharosctl schema > cluster.schema.json",
      description:
        'then begin cluster.yml with "# yaml-language-server: $schema=cluster.schema.json"',
    },
    { command: "pharosctl schema events", description: "of what `-o json` prints line by line" },
    { command: "pharosctl schema -o table", description: "the keys of cluster.yml, a line each" },
  ],
  run: async ({ stdout }, { output, arguments: [of = "cluster"] }) => {
    const { document, table } = await schemaOf(of);
    stdout.write(output === "table" ? table() : await renderDocument(document, output));
    return 0;
  },
});

interface Schema {
  readonly document: object;
  readonly table: () => string;
}

const schemaOf = async (of: string): Promise<Schema> => {
  switch (of) {
    case "cluster":
      return { document: clusterJsonSchema(), table: renderKeys };
    case "events": {
      const { eventFields, outputEventJsonSchema } = await import("../events/output-event.ts");
      return { document: outputEventJsonSchema(), table: () => renderEvents(eventFields()) };
    }
    default:
      throw usageInvalid({ reason: `there is no schema of ${of}`, verb: "schema" });
  }
};

const renderKeys = (): string =>
  renderTable(
    ["KEY", "TYPE", "DEFAULT", "MEANING"],
    listConfigKeys().map(({ pattern, type, required, default: value, description }) => [
      pattern,
      type.replaceAll("`", ""),
      required ? "required" : (value ?? "-"),
      description,
    ]),
  );

const renderEvents = (events: readonly EventFields[]): string =>
  renderTable(
    ["PLACE", "TYPE", "FIELDS", "WHEN"],
    events.map(({ place, type, fields, description }) => [
      place,
      type,
      fields.length === 0 ? "-" : fields.join(", "),
      description,
    ]),
  );
