import { noMaster } from "../../shared/errors/run-errors.ts";
import { ttlInvalid } from "../../shared/errors/cli-errors.ts";
import { defineCommand, type OutputFormat } from "../cli/command.ts";
import { flag, text } from "../cli/command-option.ts";
import { renderDocument } from "../cli/render-output.ts";
import { loadCommandConfig } from "../cli/load-command-config.ts";
import { openMembers, reachedMaster } from "../cluster/open-members.ts";
import { apiEndpoint } from "../cluster/api-endpoint.ts";
import { DEFAULT_KUBECONFIG_TTL_SECONDS, fetchKubeconfig } from "../cluster/save-kubeconfig.ts";
import { mergeKubeconfig } from "../cluster/merge-kubeconfig.ts";
import { parseDurationMs } from "../config/duration.ts";

export const kubeconfig = defineCommand({
  name: "kubeconfig",
  summary: "print an admin kubeconfig, or merge it into yours",
  description:
    "Makes a new client certificate each time; nothing that was handed out before changes. YAML, or JSON with `-o json`: kubectl reads both.",
  options: {
    merge: flag("--merge", "put it into ~/.kube/config (or $KUBECONFIG) instead of printing it"),
    ttl: text("--ttl <duration>", "how long it is good for, such as 8h or 30d (default 365d)"),
    user: text("--user <name>", "whom the API's audit log names (default: your login name)"),
  },
  examples: [
    { command: "pharosctl kubeconfig > kubeconfig", description: "print it; keep it secret" },
    {
      command: "pharosctl kubeconfig --merge --ttl 8h",
      description: "use it with kubectl for a working day",
    },
  ],
  run: async (context, input) => {
    const loaded = await loadCommandConfig(context, input);
    const { merge, ttl, user } = input.options;
    const ttlMs = ttl === undefined ? DEFAULT_KUBECONFIG_TTL_SECONDS * 1000 : parseDurationMs(ttl);
    if (ttlMs === undefined || ttlMs < 60_000) throw ttlInvalid({ ttl: ttl ?? "" });
    const cluster = await openMembers(context, loaded);
    try {
      const master = reachedMaster(cluster);
      if (master === undefined) throw noMaster({});
      const made = await fetchKubeconfig(master, {
        cluster: cluster.keystore.cluster.name,
        user: user ?? cluster.operator,
        endpoint: apiEndpoint(loaded.config, cluster.membership.content),
        ttlSeconds: Math.floor(ttlMs / 1000),
      });
      if (!merge) context.stdout.write(await renderAs(input.output, made));
      else context.stderr.write(`${await mergeKubeconfig(context, made)}\n`);
      return 0;
    } finally {
      cluster.close();
    }
  },
});

const renderAs = async (format: OutputFormat, kubeconfig: string): Promise<string> => {
  if (format !== "json") return kubeconfig;
  const { parse } = await import("yaml");
  return renderDocument(parse(kubeconfig), format);
};
