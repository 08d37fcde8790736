import type { Rule } from "./rule.ts";

const PROCESS_PARTS = new Set(["argv", "cwd", "env", "exit", "exitCode", "stderr", "stdin", "stdout"]);

/** Clock, chance and process enter in `main.ts` and are passed on as arguments. */
export const noAmbientWorld: Rule = {
  create: (context) => ({
    ImportDeclaration: (node) => {
      if (node.source.value !== "node:process") return;
      context.report({ node, message: "the process is wired in main.ts: take what you need as an argument" });
    },
    MemberExpression: (node) => {
      if (node.object.type !== "Identifier" || node.property.type !== "Identifier") return;
      const part = node.property.name;
      const name = `${node.object.name}.${part}`;
      if (node.object.name === "process" && PROCESS_PARTS.has(part)) {
        context.report({ node, message: `${name} is wired in main.ts: take it as an argument` });
      }
      if (name === "Date.now" || name === "performance.now" || name === "Math.random") {
        context.report({ node, message: `${name} makes the outcome depend on the moment: take it as an argument` });
      }
    },
    NewExpression: (node) => {
      if (node.callee.type !== "Identifier" || node.callee.name !== "Date") return;
      if (node.arguments.length > 0) return;
      context.report({ node, message: "take the clock as an argument" });
    },
  }),
};
