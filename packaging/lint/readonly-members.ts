import type { Rule } from "./rule.ts";

/** Members of interfaces are readonly; what has to change is a class with private fields, or a local. */
export const readonlyMembers: Rule = {
  create: (context) => ({
    TSInterfaceBody: ({ body }) => {
      for (const node of body) {
        if (node.type !== "TSPropertySignature" || node.readonly) continue;
        context.report({ node, message: "a member of an interface is readonly" });
      }
    },
  }),
};
