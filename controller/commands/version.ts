import { newestSupported, supportedMinors } from "../../shared/versions/version-table.ts";
import { defineCommand } from "../cli/command.ts";
import { renderDocument } from "../cli/render-output.ts";
import { operatingSystems } from "../../shared/versions/operating-system-support.ts";

export const version = defineCommand({
  name: "version",
  summary: "print versions of pharosctl and of what it supports",
  takesConfig: false,
  options: {},
  examples: [{ command: "pharosctl version -o json", description: "the same for programs" }],
  run: async (context, { output }) => {
    const document = {
      pharosctl: context.version,
      node: process.versions.node,
      kubernetes: { default: newestSupported, minors: supportedMinors },
      systems: operatingSystems.map(({ id, versionId }) => `${id} ${versionId}`),
    };
    const { kubernetes, systems } = document;
    context.stdout.write(
      output === "table"
        ? [
            `pharosctl   ${document.pharosctl}`,
            `node        ${document.node}`,
            `kubernetes  ${kubernetes.minors.join(", ")} (default ${kubernetes.default})`,
            `hosts       ${systems.join(", ")}`,
            "",
          ].join("\n")
        : await renderDocument(document, output),
    );
    return 0;
  },
});
