import { expect, test } from "vitest";
import { fullNodeSpec } from "../../test/support/node-specs.ts";
import { decodeWithoutFirewall, withoutFirewall } from "../../shared/spec/node-spec-digest.ts";
import { encodeNodeSpec } from "../../shared/spec/node-spec-wire.ts";
import { readAcceptedSpec } from "./read-accepted-spec.ts";

const payload = encodeNodeSpec(fullNodeSpec());
const nothing = new Uint8Array();
const document = { kind: "DOCUMENT_KIND_NODE_SPEC", keyId: "k", signature: nothing } as const;

test("an outline is read as the spec is that an older agent gives", () => {
  const accepted = decodeWithoutFirewall(payload);
  const outline = withoutFirewall(payload);
  expect(outline.length).toBeLessThan(payload.length);
  expect(readAcceptedSpec({ spec: undefined, outline })).toEqual({ accepted });
  expect(readAcceptedSpec({ spec: { ...document, payload }, outline: nothing })).toEqual({
    accepted,
  });
});

test("a host without a spec has accepted none", () => {
  expect(readAcceptedSpec({ spec: undefined, outline: nothing })).toEqual({});
});
