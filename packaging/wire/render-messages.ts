import protobuf from "protobufjs";
import {
  type GeneratedFile,
  header,
  moduleOf,
  renderComment,
  renderTypeImports,
} from "./generated-file.ts";
import { allEnums, allTypes } from "./load-protos.ts";

/** One file of types per proto file, and `message-types.ts` that maps full names to types. */
export const renderMessageFiles = (root: protobuf.Root): readonly GeneratedFile[] => {
  const objects = [...allEnums(root), ...allTypes(root)];
  const modules = [...Map.groupBy(objects, moduleOf)];
  const files = modules.map(([module, members]) => renderModule(module, members));
  return [...files, renderTypeMap(allTypes(root))];
};

const renderModule = (
  module: string,
  members: readonly (protobuf.Enum | protobuf.Type)[],
): GeneratedFile => {
  const used = members.flatMap((member) =>
    member instanceof protobuf.Type ? member.fieldsArray.flatMap(referencedTypes) : [],
  );
  const declarations = members.map((member) =>
    member instanceof protobuf.Enum ? renderEnum(member) : renderType(member),
  );
  return {
    name: `${module}.ts`,
    text: [header, renderTypeImports(used, module), ...declarations].join("\n"),
  };
};

const referencedTypes = (field: protobuf.Field): readonly protobuf.ReflectionObject[] =>
  field.resolvedType === null ? [] : [field.resolvedType];

const renderEnum = (enumeration: protobuf.Enum): string => {
  const names = Object.keys(enumeration.values).map((name) => JSON.stringify(name));
  return `${renderComment(enumeration.comment)}export type ${enumeration.name} = ${names.join(" | ")};\n`;
};

const renderType = (type: protobuf.Type): string => {
  const oneofs = type.oneofsArray.filter((oneof) => !oneof.isProto3Optional);
  const plain = type.fieldsArray.filter((field) => !oneofs.some((oneof) => field.partOf === oneof));
  const comment = renderComment(type.comment);
  const body = `{\n${plain.map(renderField).join("")}}`;
  if (oneofs.length === 0) return `${comment}export interface ${type.name} ${body}\n`;
  const unions = oneofs.map((oneof) => `(${renderOneof(oneof)})`);
  const parts = plain.length === 0 ? unions : [body, ...unions];
  return `${comment}export type ${type.name} = ${parts.join(" & ")};\n`;
};

const renderField = (field: protobuf.Field): string => {
  // Absence must be said by who makes a message, so that no converter forgets a field.
  const optional = field.optional && field.partOf !== null ? " | undefined" : "";
  return `${renderComment(field.comment, "  ")}  readonly ${field.name}: ${fieldType(field)}${optional};\n`;
};

/** A discriminated union; the discriminant is the name of the field that is set. */
const renderOneof = (oneof: protobuf.OneOf): string => {
  const cases = oneof.fieldsArray.map(
    (field) =>
      `{\n${renderComment(field.comment, "  ")}  readonly ${oneof.name}: "${field.name}"; readonly ${field.name}: ${fieldType(field)} }`,
  );
  return [...cases, `{ readonly ${oneof.name}?: undefined }`].join(" | ");
};

const fieldType = (field: protobuf.Field): string => {
  const element = elementType(field);
  if (field instanceof protobuf.MapField) return `Readonly<Record<string, ${element}>>`;
  return field.repeated ? `readonly ${element}[]` : element;
};

const elementType = (field: protobuf.Field): string => {
  if (field.resolvedType !== null) return field.resolvedType.name;
  switch (field.type) {
    case "string":
      return "string";
    case "bool":
      return "boolean";
    case "bytes":
      return "Uint8Array";
    default:
      return "number";
  }
};

const renderTypeMap = (types: readonly protobuf.Type[]): GeneratedFile => {
  const entries = types.map((type) => `  readonly "${type.fullName.slice(1)}": ${type.name};\n`);
  const comment = renderComment("Types of messages by their full names.");
  const text = [
    header,
    renderTypeImports(types, "message-types"),
    `${comment}export interface MessageTypes {\n${entries.join("")}}\n`,
  ];
  return { name: "message-types.ts", text: text.join("\n") };
};
