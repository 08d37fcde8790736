import { basename } from "node:path";
import { exportedNames } from "./exported-names.ts";
import { nameWords } from "./name-words.ts";
import type { Rule } from "./rule.ts";

/** As many exports are a collection with a name of its own; so are the errors of a domain. */
const COLLECTION = 3;

/**
 * A file with one or two exports is named after one of them: they have a word in common. Only a word,
 * because the folder says the rest (`real/real-units.ts` has `createUnitReader`).
 */
export const fileName: Rule = {
  create: (context) => ({
    Program: (program) => {
      const names = new Set(exportedNames(program).map(({ name }) => name));
      const file = basename(context.filename);
      if (names.size === 0 || names.size >= COLLECTION || file.endsWith("-errors.ts")) return;
      const words = new Set(nameWords(file.replace(/(\.fake|\.test)?\.ts$/, "")));
      if ([...names].some((name) => nameWords(name).some((word) => words.has(word)))) return;
      const exported = [...names].join(" and ");
      context.report({
        node: program,
        message: `${file} is not named after what it exports: ${exported}`,
      });
    },
  }),
};
