import type { Rule } from "./rule.ts";

const message = "no sleep in a test: wait for what is awaited, or pass a clock";

/** A test waits for events, never for time: no timer that ends a promise. */
export const noSleepInTest: Rule = {
  create: (context) => {
    let promiseDepth = 0;
    return {
      ImportDeclaration: (node) => {
        if (/^(node:)?timers\/promises$/.test(node.source.value)) context.report({ node, message });
      },
      NewExpression: ({ callee }) => {
        if (callee.type === "Identifier" && callee.name === "Promise") promiseDepth += 1;
      },
      "NewExpression:exit": ({ callee }) => {
        if (callee.type === "Identifier" && callee.name === "Promise") promiseDepth -= 1;
      },
      CallExpression: (node) => {
        const { callee } = node;
        if (promiseDepth === 0 || callee.type !== "Identifier") return;
        if (callee.name === "setTimeout") context.report({ node, message });
      },
    };
  },
};
