import { readFileSync } from "node:fs";
import { join } from "node:path";
import protobuf from "protobufjs/light.js";

/** The wire of the minor before; a new minor puts its own beside it when it is released. */
const PREVIOUS = "wire-0.1.json";

const text = readFileSync(join(import.meta.dirname, PREVIOUS), "utf8");
/** Its descriptor. */
// oxlint-disable-next-line typescript/no-unsafe-assignment -- the generator wrote it from a Root
export const previousWire: protobuf.INamespace = JSON.parse(text);
export const previousRoot = protobuf.Root.fromJSON(previousWire);
previousRoot.resolveAll();

/** What a program of the minor before makes of a message's bytes, and sends on. */
export const throughOldWire = (name: string, bytes: Uint8Array): Uint8Array => {
  const type = previousRoot.lookupType(name);
  return type.encode(type.fromObject(type.toObject(type.decode(bytes)))).finish();
};

/** Whether the minor before had it: `/pharos.v1.RunService/GetRun`. */
export const hasOldMethod = (path: string): boolean => {
  const [, service = "", method = ""] = path.split("/");
  const found = previousRoot.lookup(service, [protobuf.Service]);
  return found instanceof protobuf.Service && method in found.methods;
};
