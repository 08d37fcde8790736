import { usageInvalid } from "../../shared/errors/cli-errors.ts";
import { defineCommand } from "../cli/command.ts";
import { renderDocument } from "../cli/render-output.ts";
import { clusterJsonSchema } from "../config/config-keys.ts";

export const schema = defineCommand({
  name: "schema",
  summary: "print the JSON Schema of cluster.yml, or of events",
  description:
    "Prints a JSON Schema (2020-12): of cluster.yml, for editors that complete and check YAML, or of a line of output that programs read.",
  arguments: [{ name: "of", description: "`cluster` (default) or `events`", required: false }],
  takesConfig: false,
  options: {},
  examples: [
    {
      command: "pharosctl schema > cluster.schema.json",
      description:
        'then begin cluster.yml with "# yaml-language-server: $schema=cluster.schema.json"',
    },
    { command: "pharosctl schema events", description: "of what `-o json` prints line by line" },
  ],
  run: async ({ stdout }, { output, arguments: [of = "cluster"] }) => {
    stdout.write(await renderDocument(await schemaOf(of), output === "yaml" ? "yaml" : "json"));
    return 0;
  },
});

const schemaOf = async (of: string): Promise<object> => {
  switch (of) {
    case "cluster":
      return clusterJsonSchema();
    case "events":
      return (await import("../events/output-event.ts")).outputEventJsonSchema();
    default:
      throw usageInvalid({ reason: `there is no schema of ${of}`, verb: "schema" });
  }
};
