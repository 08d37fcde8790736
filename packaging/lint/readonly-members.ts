import type { NodeOf, Rule } from "./rule.ts";

/** Members of interfaces and object types are readonly, and so are the arrays in them. */
export const readonlyMembers: Rule = {
  create: (context) => ({
    TSPropertySignature: (node) => {
      if (!node.readonly) context.report({ node, message: "a member is readonly" });
      if (isMutableArray(node)) context.report({ node, message: "an array in a type is a readonly one" });
    },
  }),
};

const isMutableArray = ({ typeAnnotation }: NodeOf<"TSPropertySignature">): boolean =>
  typeAnnotation?.typeAnnotation.type === "TSArrayType";
