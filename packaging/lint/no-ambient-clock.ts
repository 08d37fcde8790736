import type { Rule } from "./rule.ts";

const AMBIENT = new Set(["Date.now", "Math.random"]);

/** What depends on the moment or on chance takes a clock or a generator; `performance.now` only measures. */
export const noAmbientClock: Rule = {
  create: (context) => ({
    MemberExpression: (node) => {
      const { object, property } = node;
      if (object.type !== "Identifier" || property.type !== "Identifier") return;
      const name = `${object.name}.${property.name}`;
      if (AMBIENT.has(name))
        context.report({ node, message: `${name} makes outcomes differ: take it as an argument` });
    },
    NewExpression: (node) => {
      const isClock =
        node.callee.type === "Identifier" &&
        node.callee.name === "Date" &&
        node.arguments.length === 0;
      if (isClock)
        context.report({
          node,
          message: "new Date() makes outcomes differ: take the clock as an argument",
        });
    },
  }),
};
