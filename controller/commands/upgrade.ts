import { hostsInvalid } from "../../shared/errors/run-errors.ts";
import { defineCommand } from "../cli/command.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { renderDocument } from "../cli/render-output.ts";
import { openMembers } from "../cluster/open-members.ts";
import { lookAtUpgrade } from "../upgrade/look-at-upgrade.ts";
import { renderUpgrade } from "../upgrade/render-upgrade.ts";
import { PharosError } from "../../shared/errors/pharos-error.ts";

export const upgrade = defineCommand({
  name: "upgrade",
  summary: "show what another Kubernetes version would do and what is against it",
  description:
    "Write the version into cluster.yml, look, then `apply`: masters one by one, then workers one by one, each drained. Changes nothing itself.",
  options: {},
  examples: [
    { command: "pharosctl upgrade", description: "after kubernetes.version was changed" },
    { command: "pharosctl upgrade -o json", description: "the same for programs" },
  ],
  run: async (context, input) => {
    // Flags that the version has no more are errors of cluster.yml, with their lines.
    const loaded = await loadCommandConfig(context, input);
    const cluster = await openMembers(context, loaded);
    try {
      const outlook = await lookAtUpgrade(cluster, loaded.config);
      context.stdout.write(
        input.output === "table"
          ? renderUpgrade(outlook)
          : await renderDocument(outlook, input.output),
      );
      const { problems } = outlook;
      if (problems.length > 0)
        throw hostsInvalid(
          { problems: problems.length },
          {
            hosts: problems.map(({ host, code, message, hint }) => ({
              host,
              error: new PharosError({ code, blame: "user", message, hint, fields: {} }),
            })),
          },
        );
      return 0;
    } finally {
      cluster.close();
    }
  },
});
