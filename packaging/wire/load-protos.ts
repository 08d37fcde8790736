import { readdir } from "node:fs/promises";
import { join } from "node:path";
import protobuf from "protobufjs";

/** Reads all of `folder`/pharos/v1 with comments; field names in camel case. */
export const loadProtos = async (folder: string): Promise<protobuf.Root> => {
  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) =>
    target.startsWith("pharos/") ? join(folder, target) : target;
  const names = await readdir(join(folder, "pharos/v1"));
  const files = names.filter((name) => name.endsWith(".proto")).toSorted();
  // Not `load`: it reads files in whatever order the disk gives, and the output would differ.
  root.loadSync(
    files.map((name) => `pharos/v1/${name}`),
    { keepCase: false, alternateCommentMode: true },
  );
  for (const type of allTypes(root)) markMessageFieldsOptional(type);
  root.resolveAll();
  return root;
};

export const allTypes = (root: protobuf.NamespaceBase): readonly protobuf.Type[] =>
  root.nestedArray.flatMap((nested) => {
    if (nested instanceof protobuf.Type) return [nested, ...allTypes(nested)];
    return nested instanceof protobuf.Namespace ? allTypes(nested) : [];
  });

export const allEnums = (root: protobuf.NamespaceBase): readonly protobuf.Enum[] =>
  root.nestedArray.flatMap((nested) => {
    if (nested instanceof protobuf.Enum) return [nested];
    return nested instanceof protobuf.Namespace ? allEnums(nested) : [];
  });

export const allServices = (root: protobuf.NamespaceBase): readonly protobuf.Service[] =>
  root.nestedArray.flatMap((nested) => {
    if (nested instanceof protobuf.Service) return [nested];
    return nested instanceof protobuf.Namespace ? allServices(nested) : [];
  });

// On the wire every singular message field may be absent. protobufjs decodes such a field as null
// unless it is an explicit `optional`; said explicitly here, absence is a missing key.
const markMessageFieldsOptional = (type: protobuf.Type): void => {
  for (const field of type.fieldsArray) {
    const singular = !field.repeated && !field.map && field.partOf === null;
    const scalar = field.type in protobuf.types.basic;
    if (!singular || scalar || type.lookup(field.type) instanceof protobuf.Enum) continue;
    field.setOption("proto3_optional", true);
    type.add(new protobuf.OneOf(`_${field.name}`, [field.name]));
  }
};
