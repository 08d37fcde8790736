import { basename, dirname } from "node:path";
import { exportedNames } from "./exported-names.ts";
import { nameWords } from "./name-words.ts";
import type { Rule } from "./rule.ts";

const EMPTY_NAMES = new Set([
  "manager",
  "helper",
  "util",
  "common",
  "misc",
  "base",
  "data",
  "info",
  "handle",
]);

/** Words that say nothing at the end of a longer name either. */
const EMPTY_ENDINGS = new Set(["manager", "helper", "util", "misc"]);

/** Files, their folders and their exports have names that say something. */
export const forbiddenName: Rule = {
  create: (context) => ({
    Program: (program) => {
      const file = basename(context.filename).replace(/\..*$/, "");
      for (const name of [file, basename(dirname(context.filename))]) {
        if (isEmpty(name))
          context.report({ node: program, message: `"${name}" says nothing about what is in it` });
      }
      for (const { name, node } of exportedNames(program)) {
        if (isEmpty(name))
          context.report({ node, message: `"${name}" says nothing about what it is` });
      }
    },
  }),
};

const isEmpty = (name: string): boolean => {
  const words = nameWords(name);
  const last = words.at(-1) ?? "";
  return EMPTY_ENDINGS.has(last) || (words.length === 1 && EMPTY_NAMES.has(last));
};
