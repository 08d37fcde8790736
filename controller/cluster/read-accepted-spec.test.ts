import { expect, test } from "vitest";
import { fullNodeSpec } from "../../test/support/node-specs.ts";
import { decodeNodeSpec, encodeNodeSpec } from "../../shared/spec/node-spec-wire.ts";
import { outlineOf } from "../../shared/spec/spec-outline.ts";
import { readAcceptedSpec } from "./read-accepted-spec.ts";

const payload = encodeNodeSpec(fullNodeSpec());
const nothing = new Uint8Array();

test("an outline is the spec but for who the firewall lets in and the routes", () => {
  const { firewall, ...spec } = decodeNodeSpec(payload);
  expect(firewall?.members).not.toEqual([]);
  expect(spec.network).toHaveProperty("routes.0");
  const outline = encodeNodeSpec(outlineOf(fullNodeSpec()));
  expect(readAcceptedSpec({ spec: undefined, outline })).toEqual({
    accepted: { ...spec, network: { ...spec.network, routes: [] } },
  });
});

test("an older agent's spec is read without the firewall", () => {
  const { firewall: _members, ...accepted } = decodeNodeSpec(payload);
  const document = { kind: "DOCUMENT_KIND_NODE_SPEC", keyId: "k", signature: nothing } as const;
  expect(readAcceptedSpec({ spec: { ...document, payload }, outline: nothing })).toEqual({
    accepted,
  });
});

test("a host without a spec has accepted none", () => {
  expect(readAcceptedSpec({ spec: undefined, outline: nothing })).toEqual({});
});
