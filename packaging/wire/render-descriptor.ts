import type protobuf from "protobufjs";
import { type GeneratedFile, header, renderComment } from "./generated-file.ts";

/** The protos as protobufjs reads them back with `Root.fromJSON`, without comments. */
export const renderDescriptor = (root: protobuf.Root): GeneratedFile => {
  // Text, because the compiler would else infer a type of some thousand lines.
  const text = `export const descriptorJson = ${JSON.stringify(JSON.stringify(root.toJSON()))};\n`;
  const comment = renderComment("All protos, JSON in the form of protobufjs.");
  return { name: "descriptor.ts", text: `${header}\n${comment}${text}` };
};
