import type { NodeOf, Rule } from "./rule.ts";

const BLOCKS = new Set(["test", "it", "describe", "suite", "bench"]);
const MODIFIERS = new Set(["skip", "only", "todo", "skipIf", "runIf", "fails"]);

/** Every test that is written runs, everywhere, and is expected to pass. */
export const noSkippedTest: Rule = {
  create: (context) => ({
    MemberExpression: (node) => {
      const modifier = propertyName(node);
      if (modifier === undefined || !MODIFIERS.has(modifier)) return;
      if (!BLOCKS.has(rootName(node.object))) return;
      context.report({ node, message: `no .${modifier}: a test runs, or it is deleted` });
    },
  }),
};

const propertyName = ({ property }: NodeOf<"MemberExpression">): string | undefined =>
  property.type === "Identifier" ? property.name : undefined;

/** `test` in `test.concurrent.skip`. */
const rootName = (node: NodeOf<"MemberExpression">["object"]): string => {
  if (node.type === "Identifier") return node.name;
  return node.type === "MemberExpression" ? rootName(node.object) : "";
};
