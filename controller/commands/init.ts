import { resolve } from "node:path";
import { usageInvalid } from "../../shared/errors/cli-errors.ts";
import { configExists } from "../../shared/errors/config-errors.ts";
import { PharosError } from "../../shared/errors/pharos-error.ts";
import { defineCommand } from "../cli/command.ts";
import type { CommandContext } from "../cli/command-context.ts";
import { choice, flag, text, texts } from "../cli/command-option.ts";
import { ConfigIssues } from "../config/config-issue.ts";
import { loadClusterConfig } from "../config/load-cluster-config.ts";
import { askForCluster } from "./init/ask-for-cluster.ts";
import { type ClusterWishes, renderClusterFile } from "./init/render-cluster-file.ts";

export const init = defineCommand({
  name: "init",
  summary: "write a cluster.yml to start from",
  description:
    "Writes a commented cluster.yml from flags or, on a terminal and without flags, from questions.",
  options: {
    name: text("--name <name>", "name of the cluster"),
    masters: texts("--master <address>", "address of a master (repeatable)"),
    workers: texts("--worker <address>", "address of a worker (repeatable)"),
    user: text("--user <name>", "user to log in as on every host"),
    sshKey: text("--ssh-key <file>", "private key file for every host"),
    kubernetesVersion: text("--kubernetes-version <version>", "release of Kubernetes"),
    provider: choice("--provider <provider>", "network provider", ["bridge"]),
    serviceCidr: text("--service-cidr <network>", "addresses of services"),
    podNetworkCidr: text("--pod-network-cidr <network>", "addresses of pods"),
    force: flag("-f, --force", "overwrite the file"),
  },
  examples: [
    {
      command: "pharosctl init --master 192.0.2.10 --worker 192.0.2.11 --worker 192.0.2.12",
      description: "one master and two workers",
    },
    { command: "pharosctl init", description: "ask for everything" },
    {
      command: "pharosctl init - --master 192.0.2.10",
      description: "print the file instead of writing it",
    },
  ],
  run: async (context, { config: file, options, quiet }) => {
    const path = resolve(context.cwd, file);
    const toStdout = file === "-";
    if (!toStdout && !options.force && (await context.files.exists(path)))
      throw configExists({ file });
    const content = renderClusterFile(await completeWishes(options, context));
    await refuseInvalid(content, context);
    if (toStdout) {
      context.stdout.write(content);
      return 0;
    }
    const written = await context.files.write(path, content, {
      overwrite: options.force,
      mode: 0o644,
    });
    if (!written) throw configExists({ file });
    if (!quiet)
      context.stdout.write(`wrote ${file}; look it over, then: pharosctl apply ${file}\n`);
    return 0;
  },
});

const completeWishes = async (
  wishes: ClusterWishes,
  { terminal }: CommandContext,
): Promise<ClusterWishes> => {
  if (wishes.masters.length > 0) return wishes;
  if (terminal.isInteractive && wishes.workers.length === 0)
    return await askForCluster(wishes, terminal);
  throw usageInvalid({
    reason: "there is no master: give at least one --master <address>",
    verb: "init",
  });
};

/** What is written must be good; if it is not, a flag or an answer was wrong. */
const refuseInvalid = async (content: string, context: CommandContext): Promise<void> => {
  const { cwd, home, files } = context;
  try {
    await loadClusterConfig({
      from: { name: "cluster.yml", text: content },
      cwd,
      home,
      environment: {},
      files,
    });
  } catch (error) {
    if (!(error instanceof PharosError) || !(error.cause instanceof ConfigIssues)) throw error;
    const reasons = error.cause.issues.map(
      ({ path, message, hint }) => `${path} ${message}${hint === undefined ? "" : ` (${hint})`}`,
    );
    throw usageInvalid({ reason: reasons.join("; "), verb: "init" }, { cause: error });
  }
};
