import type { Host } from "../host/host.ts";

const refuse = (): never => {
  throw new Error("a test of the engine does not touch the host");
};

const port = new Proxy<Record<string, () => never>>({}, { get: () => refuse });

/** A host for tests of the engine: any use of it fails. */
export const noHost: Host = new Proxy(Object.create(null), { get: () => port });
