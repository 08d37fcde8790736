import { expect, test } from "vitest";
import { encodeMembership } from "../../shared/spec/membership-wire.ts";
import { encodeNodeSpec } from "../../shared/spec/node-spec-wire.ts";
import { minimalMembership } from "../../test/support/memberships.ts";
import { fullNodeSpec } from "../../test/support/node-specs.ts";
import { readKeptDocuments } from "./read-kept-documents.ts";

const stored = (payload: Uint8Array): string =>
  JSON.stringify({ kind: "x", keyId: "k", payload: Buffer.from(payload).toString("base64") });
const read = (printed: string) => readKeptDocuments({ runAsRoot: async () => printed });

test("what a host was is told by the documents that it has accepted", async () => {
  const membership = minimalMembership();
  const spec = fullNodeSpec();
  const printed = `${stored(encodeMembership(membership))}\n${stored(encodeNodeSpec(spec))}\n`;
  expect(await read(printed)).toEqual({ membership, spec });
});

test("a document that is missing or damaged is left out, and the other one is read", async () => {
  const membership = minimalMembership();
  expect(await read("")).toEqual({});
  expect(await read(`${stored(encodeMembership(membership))}\n\n`)).toEqual({ membership });
  expect(await read(`{"payload":"no base64\n${stored(Buffer.from("?"))}\n`)).toEqual({});
});
