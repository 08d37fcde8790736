import type { NodeOf, Rule } from "./rule.ts";

const TEXT_METHODS = new Set([
  "includes",
  "startsWith",
  "endsWith",
  "match",
  "matchAll",
  "search",
  "indexOf",
]);
const message = "an error is told by its code: its text is for people and may change";

/** No decision depends on the wording of an error. */
export const noErrorText: Rule = {
  create: (context) => ({
    CallExpression: (node) => {
      const { callee } = node;
      if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return;
      const method = callee.property.name;
      if (TEXT_METHODS.has(method) && isErrorText(callee.object)) context.report({ node, message });
      if (method === "test" && node.arguments.some((given) => isErrorText(given)))
        context.report({ node, message });
    },
    BinaryExpression: (node) => {
      if (!/^[!=]==?$/.test(node.operator)) return;
      if (isErrorText(node.left) || isErrorText(node.right)) context.report({ node, message });
    },
  }),
};

type Operand = NodeOf<"CallExpression">["arguments"][number] | NodeOf<"BinaryExpression">["left"];

/** `error.message`, `cause.message`, `String(error)`. */
const isErrorText = (node: Operand): boolean => {
  if (node.type === "MemberExpression") {
    return (
      isNamed(node.property, /^message$/) && isNamed(node.object, /^(error|cause|err|reason)$/)
    );
  }
  return node.type === "CallExpression" && isNamed(node.callee, /^String$/)
    ? node.arguments.some((given) => isNamed(given, /^(error|cause|err)$/))
    : false;
};

const isNamed = (node: { readonly type: string; readonly name?: unknown }, name: RegExp): boolean =>
  node.type === "Identifier" && typeof node.name === "string" && name.test(node.name);
