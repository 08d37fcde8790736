import { basename } from "node:path";
import type protobuf from "protobufjs";

export interface GeneratedFile {
  readonly name: string;
  readonly text: string;
}

export const header = "// Generated from proto/ by `npm run generate`; do not edit.\n";

/** Module, without ending, that holds the types of the proto file in which `object` is declared. */
export const moduleOf = (object: protobuf.ReflectionObject): string =>
  // What protobufjs has built in comes from no file.
  object.filename === null ? "google-struct" : basename(object.filename, ".proto");

export const renderComment = (comment: string | null | undefined, indent = ""): string => {
  if (comment === undefined || comment === null || comment === "") return "";
  const lines = comment.split("\n").map((line) => line.trim());
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`), `${indent} */`, ""].join(
    "\n",
  );
};

/** `import type` lines of `types` that live outside `ownModule`. */
export const renderTypeImports = (
  types: Iterable<protobuf.ReflectionObject>,
  ownModule: string,
): string => {
  const namesByModule = Map.groupBy(new Set(types), moduleOf);
  namesByModule.delete(ownModule);
  const lines = [...namesByModule].map(([module, members]) => {
    const names = members.map(({ name }) => name).toSorted();
    return `import type { ${names.join(", ")} } from "./${module}.ts";\n`;
  });
  return lines.toSorted().join("");
};

export const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

export const kebabCase = (name: string): string =>
  name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, "-").toLowerCase();
