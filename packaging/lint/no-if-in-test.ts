import type { NodeOf, Rule } from "./rule.ts";

const TESTS = new Set(["test", "it"]);

/** A test's body is one path: no `if`, `switch` or `try` in it. Fakes and functions that it defines may branch. */
export const noIfInTest: Rule = {
  create: (context) => {
    const report = (node: Branch): void => {
      if (isTestBody(enclosingFunction(node))) {
        context.report({ node, message: "a test does not branch: write one test for each case" });
      }
    };
    return { IfStatement: report, SwitchStatement: report, TryStatement: report };
  },
};

type Branch = NodeOf<"IfStatement" | "SwitchStatement" | "TryStatement">;
type AnyNode = Branch["parent"];

const enclosingFunction = (node: AnyNode): AnyNode | undefined => {
  for (let at = node.parent; at !== null; at = at.parent) {
    if (at.type === "ArrowFunctionExpression" || at.type === "FunctionExpression") return at;
    if (at.type === "FunctionDeclaration") return undefined;
  }
  return undefined;
};

/** The function in `test("…", () => …)` and in `test.each(cases)("…", () => …)`. */
const isTestBody = (node: AnyNode | undefined): boolean => {
  const call = node?.parent;
  return call?.type === "CallExpression" && TESTS.has(rootName(call.callee));
};

const rootName = (node: AnyNode): string => {
  if (node.type === "Identifier") return node.name;
  if (node.type === "MemberExpression") return rootName(node.object);
  return node.type === "CallExpression" ? rootName(node.callee) : "";
};
