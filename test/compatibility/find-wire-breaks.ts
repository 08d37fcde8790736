import protobuf from "protobufjs/light.js";

/**
 * What of an older wire a newer one has lost or changed: a line each, `[]` when both understand each
 * other. Fields, values and methods may be added; numbers keep their meaning for ever.
 */
export function findWireBreaks(
  before: protobuf.INamespace,
  after: protobuf.INamespace,
): readonly string[] {
  const newer = readRoot(after);
  return listObjects(readRoot(before)).flatMap((old) => {
    const name = old.fullName;
    const now = newer.lookup(name);
    if (old instanceof protobuf.Type) return compareMessages(name, old, now);
    if (old instanceof protobuf.Enum) return compareEnums(name, old, now);
    if (old instanceof protobuf.Service) return compareServices(name, old, now);
    return [];
  });
}

function readRoot(descriptor: protobuf.INamespace): protobuf.Root {
  const root = protobuf.Root.fromJSON(descriptor);
  root.resolveAll();
  return root;
}

function listObjects(parent: protobuf.NamespaceBase): readonly protobuf.ReflectionObject[] {
  return parent.nestedArray.flatMap((object) =>
    object instanceof protobuf.Namespace ? [object, ...listObjects(object)] : [object],
  );
}

function compareMessages(
  name: string,
  old: protobuf.Type,
  now: protobuf.ReflectionObject | null,
): readonly string[] {
  if (!(now instanceof protobuf.Type)) return [`${name} is gone`];
  return old.fieldsArray.flatMap((field) => {
    const found = now.fieldsById[field.id];
    const place = `${name}: field ${field.id} (${field.name})`;
    if (found === undefined) return [`${place} is gone`];
    return describe(found) === describe(field)
      ? []
      : [`${place} was ${describe(field)} and is ${describe(found)}`];
  });
}

/** Names are part of it: a number under another name has another meaning. */
function describe(field: protobuf.Field): string {
  const key = field instanceof protobuf.MapField ? `map of ${field.keyType} to ` : "";
  const many = field.repeated ? "repeated " : "";
  return `${many}${key}${field.type} ${field.name}`;
}

function compareEnums(
  name: string,
  old: protobuf.Enum,
  now: protobuf.ReflectionObject | null,
): readonly string[] {
  if (!(now instanceof protobuf.Enum)) return [`${name} is gone`];
  return Object.entries(old.values).flatMap(([value, number]) =>
    now.values[value] === number ? [] : [`${name}: ${value} = ${number} is gone`],
  );
}

function compareServices(
  name: string,
  old: protobuf.Service,
  now: protobuf.ReflectionObject | null,
): readonly string[] {
  if (!(now instanceof protobuf.Service)) return [`${name} is gone`];
  return old.methodsArray.flatMap((method) => {
    const found = now.methods[method.name];
    const isSame =
      found?.requestType === method.requestType &&
      found.responseType === method.responseType &&
      found.responseStream === method.responseStream;
    return isSame ? [] : [`${name}: ${method.name} is gone or another`];
  });
}
