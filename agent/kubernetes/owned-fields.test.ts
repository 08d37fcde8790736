import { describe, expect, test } from "vitest";
import { diffOwnedFields } from "./owned-fields.ts";

const managed = (fieldsV1: Readonly<Record<string, unknown>>, manager = "pharosctl") => ({
  metadata: { managedFields: [{ manager, operation: "Apply", fieldsV1 }] },
});

const present = (manager?: string) => ({
  ...managed({ "f:data": { ".": {}, "f:a": {}, "f:old": {} } }, manager),
  data: { a: "1", old: "2", theirs: "3" },
});

describe("fields of an object", () => {
  test("that were ours and are wanted no more are removed", () => {
    expect(diffOwnedFields(present(), { data: { a: "1" } })).toEqual([
      { field: "data.old", before: "2" },
    ]);
  });

  test("that another manager owns stay", () => {
    expect(diffOwnedFields(present("kubectl"), { data: { a: "1" } })).toEqual([]);
  });

  test("that are lists are compared as wholes, also where we own single members", () => {
    const list = {
      ...managed({ "f:spec": { "f:ports": { 'k:{"port":80}': { ".": {}, "f:port": {} } } } }),
      spec: { ports: [{ port: 80 }] },
    };
    expect(diffOwnedFields(list, { spec: { ports: [{ port: 80 }] } })).toEqual([]);
    expect(diffOwnedFields(list, { spec: { ports: [{ port: 81 }] } })).toEqual([
      { field: "spec.ports", before: '[{"port":80}]', after: '[{"port":81}]' },
    ]);
  });

  test("with long texts are told by length and hash", () => {
    const [change] = diffOwnedFields({}, { data: { a: "line\nline\n" } });
    expect(change?.after).toMatch(/^10 characters, sha256 [0-9a-f]{12}$/);
  });

  test("that say what the object is are not compared", () => {
    const wanted = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", namespace: "b" } };
    expect(diffOwnedFields({}, wanted)).toEqual([]);
  });
});
