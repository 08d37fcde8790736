import type { Command } from "../../controller/cli/command.ts";
import type { CommandOption } from "../../controller/cli/command-option.ts";
import type { CommandEntry } from "../../controller/cli/commands.ts";

/** A section per verb for docs/commands.md: what help says of it, in the order of help. */
export const renderVerbs = async (entries: readonly CommandEntry[]): Promise<string> => {
  const commands = await Promise.all(entries.map(({ load }) => load()));
  return commands.map((command) => `${renderVerb(command)}\n`).join("");
};

/** A line per verb for the README. */
export const renderVerbTable = (entries: readonly CommandEntry[]): string =>
  [
    "| verb | |",
    "|---|---|",
    ...entries.map(({ name, aliases = [], summary }) => {
      const names = [name, ...aliases].map((one) => `\`${one}\``).join(", ");
      return `| ${names} | ${escape(summary)} |`;
    }),
    "",
  ].join("\n");

const renderVerb = (command: Command): string =>
  [
    `## ${command.name}`,
    "",
    "```text",
    usageOf(command),
    "```",
    "",
    sentence(command.summary),
    ...(command.description === undefined ? [] : [command.description]),
    ...renderAliases(command.aliases),
    "",
    ...renderOptions(command),
    "```sh",
    ...command.examples.map(({ command: line, description }) => `${line}   # ${description}`),
    "```",
    "",
  ].join("\n");

const usageOf = ({ name, arguments: own, takesConfig, options }: Command): string =>
  [
    `pharosctl ${name}`,
    ...own.map((one) => (one.required ? `<${one.name}>` : `[${one.name}]`)),
    ...(takesConfig ? ["[cluster.yml]"] : []),
    ...(Object.keys(options).length === 0 ? [] : ["[options]"]),
  ].join(" ");

const sentence = (summary: string): string =>
  `${summary.slice(0, 1).toUpperCase()}${summary.slice(1)}.`;

const renderAliases = (aliases: readonly string[]): readonly string[] =>
  aliases.length === 0
    ? []
    : [`Also: ${aliases.map((alias) => `\`pharosctl ${alias}\``).join(", ")}.`];

const renderOptions = ({ arguments: own, options }: Command): readonly string[] => {
  const rows = [
    ...own.map(({ name, description }) => `| \`${name}\` | ${escape(description)} |`),
    ...Object.values(options).map(
      (option) => `| \`${option.flags}\` | ${escape(option.description)}${choicesOf(option)} |`,
    ),
  ];
  return rows.length === 0 ? [] : ["| | |", "|---|---|", ...rows, ""];
};

const choicesOf = ({ choices }: CommandOption<unknown>): string =>
  choices === undefined ? "" : ` (${choices.join(", ")})`;

const escape = (text: string): string => text.replaceAll("|", "\\|");
