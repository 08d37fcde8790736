import type { NodeOf } from "./rule.ts";

export interface ExportedName {
  readonly name: string;
  readonly node: NodeOf<"ExportNamedDeclaration">;
}

/** What a file declares and exports at once, types included: our code exports in no other way. */
export const exportedNames = (program: NodeOf<"Program">): readonly ExportedName[] =>
  program.body.flatMap((statement) =>
    statement.type === "ExportNamedDeclaration"
      ? declaredNames(statement).map((name) => ({ name, node: statement }))
      : [],
  );

const declaredNames = ({ declaration }: NodeOf<"ExportNamedDeclaration">): readonly string[] => {
  switch (declaration?.type) {
    case "VariableDeclaration":
      return declaration.declarations.flatMap(({ id }) =>
        id.type === "Identifier" ? [id.name] : [],
      );
    case "FunctionDeclaration":
    case "TSDeclareFunction":
    case "ClassDeclaration":
      return declaration.id ? [declaration.id.name] : [];
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
      return [declaration.id.name];
    default:
      return [];
  }
};
