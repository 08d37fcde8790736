import type { Command } from "../../../controller/cli/command.ts";
import { commands } from "../../../controller/cli/commands.ts";

/** As in `pharosctl --help`. */
const commonFlags = [
  "-c",
  "--config",
  "-o",
  "--output",
  "-y",
  "--yes",
  "-q",
  "--quiet",
  "-v",
].concat([
  "--hosts-from-tf",
  "--tf-json",
  "--verbose",
  "--no-color",
  "-h",
  "--help",
  "-V",
  "--version",
]);

/** What is wrong with the words after `pharosctl`; nothing if the program would take them. */
export type FindMistakes = (said: readonly string[]) => readonly string[];

/** Of the commands as they are. */
export const createMistakeFinder = async (): Promise<FindMistakes> => {
  const known = await Promise.all(commands.map(({ load }) => load()));
  return (said) => findMistakes(known, said);
};

const findMistakes = (known: readonly Command[], said: readonly string[]): readonly string[] => {
  // What follows is for another program.
  const words = said.includes("--") ? said.slice(0, said.indexOf("--")) : said;
  const spoken = words.filter((word) => !word.startsWith("-") && word !== "help");
  const command =
    known.find(({ name }) => name === spoken.slice(0, 3).join(" ")) ??
    known.find(({ name }) => name === spoken.slice(0, 2).join(" ")) ??
    known.find(({ name, aliases }) => [name, ...aliases].includes(spoken[0] ?? ""));
  const own = Object.values(command?.options ?? {}).flatMap(({ flags }) =>
    flags.match(/-+[\w-]+/g),
  );
  const strange = words.filter(
    (word) => word.startsWith("-") && word !== "-" && ![...commonFlags, ...own].includes(word),
  );
  const isNamed = command !== undefined || spoken.length === 0 || words[0] === "help";
  return [...(isNamed ? [] : [`no verb ${spoken[0] ?? ""}`]), ...strange];
};
