import { join, resolve } from "node:path";
import { configExists } from "../../shared/errors/config-errors.ts";
import { countOf } from "../../shared/errors/count-of.ts";
import { type ClusterDescription, describeCluster } from "../adopt/describe-cluster.ts";
import { readNamedHosts } from "../adopt/named-hosts.ts";
import { withNodes } from "../adopt/survey-nodes.ts";
import { askHostKeys } from "../apply/ask-host-keys.ts";
import type { CommandContext } from "../cli/command-context.ts";
import { flag, text, texts } from "../cli/command-option.ts";
import { defineCommand } from "../cli/command.ts";
import { renderDocument } from "../cli/render-output.ts";
import { generateClusterName } from "../cluster/generate-cluster-name.ts";
import { loadClusterConfig } from "../config/load-cluster-config.ts";
import { findKeystores } from "../keystore/find-keystores.ts";
import { withWaiting } from "../terminal/with-waiting.ts";

/** Writes the cluster.yml of a cluster that is there: kubeadm's, or one's own whose file is lost. */
export const adopt = defineCommand({
  name: "adopt",
  summary: "write the cluster.yml of a cluster that kubeadm has made",
  description:
    "Looks at every node over SSH and at the cluster on a master, and writes a cluster.yml that leaves it as it is. Changes nothing on hosts: `plan` then shows what `apply` would. Of a cluster that is pharosctl's already it writes the cluster.yml that the cluster has kept.",
  options: {
    host: texts("--host <user@address>", "a node, its user and port if need be (repeatable)"),
    hosts: text("--hosts <file>", "a file with `hosts:` as in cluster.yml, roles may be left out"),
    user: text("--user <name>", "user for each --host that names none"),
    sshKey: text("--ssh-key <file>", "private key file for each --host"),
    name: text("--name <name>", "name of the cluster"),
    force: flag("-f, --force", "overwrite the file"),
    acceptHostKeys: flag("--accept-host-keys", "trust SSH host keys that are not known yet"),
  },
  examples: [
    {
      command: "pharosctl adopt --host root@192.0.2.10 --host root@192.0.2.11",
      description: "write cluster.yml for a master and a worker",
    },
    {
      command: "pharosctl adopt --hosts hosts.yml --name production",
      description: "with a file that says how hosts are reached, and a name",
    },
    {
      command: "pharosctl adopt - --host root@192.0.2.10",
      description: "print the file instead of writing it",
    },
  ],
  run: async (context, input) => {
    const { config: file, options } = input;
    const path = resolve(context.cwd, file);
    const isPrinted = file === "-";
    if (!isPrinted && !options.force && (await context.files.exists(path)))
      throw configExists({ file });
    const named = await readNamedHosts(options, context);
    const looking = `looking at ${countOf(named.length, "host")}`;
    const description = await withWaiting(context.terminal, { ...input, text: looking }, () =>
      withNodes(context, named, askHostKeys(context, { yes: options.acceptHostKeys }), (nodes) =>
        describeCluster(nodes, { name: options.name, fallback: generateClusterName() }),
      ),
    );
    if (description.source === "kubeadm") await requireSound(description, context);
    if (!isPrinted) {
      const isWritten = await context.files.write(path, description.text, {
        overwrite: options.force,
        mode: 0o600,
      });
      if (!isWritten) throw configExists({ file });
    }
    if (input.output !== "table")
      context.stdout.write(
        await renderDocument({ ...description, file: isPrinted ? undefined : path }, input.output),
      );
    else if (isPrinted) context.stdout.write(description.text);
    if (!input.quiet && input.output === "table")
      context.stderr.write(await summarize(description, isPrinted ? "" : file, context));
    return 0;
  },
});

/** What is written must be what every other verb reads; throws `CONFIG_INVALID`. */
const requireSound = async (
  { text: content }: ClusterDescription,
  { cwd, home, files }: CommandContext,
): Promise<void> => {
  const from = { name: "what was found", text: content };
  await loadClusterConfig({ from, cwd, home, environment: {}, files });
};

const summarize = async (
  { source, name, hosts, notes }: ClusterDescription,
  file: string,
  { home }: CommandContext,
): Promise<string> => {
  const what = `${name}: ${hosts.map((host) => `${host.name} (${host.role})`).join(", ")}`;
  const written = file === "" ? what : `Wrote ${file} for ${what}`;
  const left = notes.map((note) => `  not carried over: ${note}\n`).join("");
  return `${written}\n${left}${await nextStep(source, name, file, home)}\n`;
};

const nextStep = async (
  source: ClusterDescription["source"],
  name: string,
  file: string,
  home: string,
): Promise<string> => {
  const argument = file === "" || file === "cluster.yml" ? "" : ` ${file}`;
  const plan = `pharosctl plan${argument}`;
  if (source === "kubeadm")
    return `Nothing was changed. \`${plan}\` shows what an apply would do, and what it leaves alone.`;
  const stores = await findKeystores(join(home, ".pharos"));
  return stores.some(({ cluster }) => cluster.name === name)
    ? `The cluster is pharosctl's already. See it through, then \`${plan}\`.`
    : `The cluster is pharosctl's already, and its keys are not on this machine: bring ~/.pharos/${name} back, or \`${plan} --take-over ${name}\`.`;
};
