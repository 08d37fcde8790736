import type { Rule } from "./rule.ts";

const FORBIDDEN = new Set(["exec", "execSync", "execFileSync", "spawnSync"]);

/** Programs are run by an argument vector and without blocking: a shell string cannot be expressed. */
export const noShell: Rule = {
  create: (context) => ({
    ImportDeclaration: (node) => {
      if (node.source.value !== "node:child_process") return;
      for (const specifier of node.specifiers) {
        if (specifier.type !== "ImportSpecifier" || specifier.imported.type !== "Identifier") {
          context.report({ node: specifier, message: "import spawn or execFile by its name" });
        } else if (FORBIDDEN.has(specifier.imported.name)) {
          context.report({
            node: specifier,
            message: `no ${specifier.imported.name}: use spawn or execFile`,
          });
        }
      }
    },
    Property: (node) => {
      if (node.key.type !== "Identifier" || node.key.name !== "shell") return;
      if (node.value.type === "Literal" && node.value.value === false) return;
      context.report({ node, message: "no shell: programs are run by an argument vector" });
    },
  }),
};
