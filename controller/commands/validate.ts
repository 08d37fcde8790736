import { countOf } from "../../shared/errors/count-of.ts";
import { defineCommand } from "../cli/command.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { renderDocument } from "../cli/render-output.ts";
import { renderIssue } from "../config/config-issue.ts";
import type { LoadedConfig } from "../config/load-cluster-config.ts";

/** Checks cluster.yml alone; errors come as `CONFIG_INVALID` with all issues. */
export const validate = defineCommand({
  name: "validate",
  summary: "check cluster.yml without touching any host",
  description:
    "Checks cluster.yml and the files that it names. No host is asked; `plan` does that.",
  options: {},
  examples: [
    {
      command: "pharosctl validate cluster.yml",
      description: "print every error at once, each with its line",
    },
    { command: "pharosctl validate -c - < cluster.yml", description: "read standard input" },
  ],
  run: async ({ stdout, stderr, ...context }, input) => {
    const loaded = await loadCommandConfig({ ...context, stdout, stderr }, input);
    if (input.output !== "table") {
      const { file, warnings, config } = loaded;
      stdout.write(
        await renderDocument(
          { file, valid: true, hosts: config.hosts.length, warnings },
          input.output,
        ),
      );
      return 0;
    }
    for (const warning of loaded.warnings)
      stderr.write(`warning: ${renderIssue(loaded.file, warning)}\n`);
    if (!input.quiet) stdout.write(summaryOf(loaded));
    return 0;
  },
});

const summaryOf = ({ file, config }: LoadedConfig): string => {
  const masters = config.hosts.filter(({ role }) => role === "master").length;
  const workers = config.hosts.length - masters;
  return `${file} is valid: ${countOf(masters, "master")}, ${countOf(workers, "worker")}, Kubernetes ${config.kubernetes.version}\n`;
};
