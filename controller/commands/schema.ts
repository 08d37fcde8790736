import { defineCommand } from "../cli/command.ts";
import { renderDocument } from "../cli/render-output.ts";
import { clusterJsonSchema } from "../config/config-keys.ts";

export const schema = defineCommand({
  name: "schema",
  summary: "print the JSON Schema of cluster.yml",
  description:
    "Prints the JSON Schema (2020-12) of cluster.yml, for editors that complete and check YAML.",
  takesConfig: false,
  options: {},
  examples: [
    {
      command: "pharosctl schema > cluster.schema.json",
      description:
        'then begin cluster.yml with "# yaml-language-server: $schema=cluster.schema.json"',
    },
  ],
  run: async ({ stdout }, { output }) => {
    stdout.write(await renderDocument(clusterJsonSchema(), output === "yaml" ? "yaml" : "json"));
    return 0;
  },
});
