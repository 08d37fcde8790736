import { basename } from "node:path";
import { exportedNames } from "./exported-names.ts";
import { nameWords } from "./name-words.ts";
import type { Rule } from "./rule.ts";

/** Three or more exports are a collection (errors of a domain, shapes of a file) with a name of its own. */
const COLLECTION = 3;

/**
 * A file with one or two exports is named after one of them: they have a word in common. Only a word,
 * because the folder says the rest (`real/real-units.ts` has `createUnitReader`).
 */
export const fileName: Rule = {
  create: (context) => ({
    Program: (program) => {
      const names = new Set(exportedNames(program).map(({ name }) => name));
      if (names.size === 0 || names.size >= COLLECTION) return;
      const file = basename(context.filename);
      const words = new Set(nameWords(file.replace(/(\.fake|\.test)?\.ts$/, "")));
      if ([...names].some((name) => nameWords(name).some((word) => words.has(word)))) return;
      const exported = [...names].join(" and ");
      context.report({ node: program, message: `${file} is not named after what it exports: ${exported}` });
    },
  }),
};
