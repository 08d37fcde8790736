import type { Rule } from "./rule.ts";

const PARTS = new Set(["argv", "cwd", "env", "exit", "exitCode", "stderr", "stdin", "stdout"]);

/** The process enters in `main.ts` and is passed on as arguments. */
export const noAmbientProcess: Rule = {
  create: (context) => ({
    ImportDeclaration: (node) => {
      if (node.source.value !== "node:process") return;
      context.report({
        node,
        message: "the process is wired in main.ts: take what you need as an argument",
      });
    },
    MemberExpression: (node) => {
      const { object, property } = node;
      if (object.type !== "Identifier" || object.name !== "process") return;
      if (property.type !== "Identifier" || !PARTS.has(property.name)) return;
      context.report({
        node,
        message: `process.${property.name} is wired in main.ts: take it as an argument`,
      });
    },
  }),
};
