import { describe, expect, test } from "vitest";
import { messageInvalidError } from "../errors/rpc-errors.ts";
import { codecOf } from "../rpc/codec.ts";
import { fromWireSignedDocument, toWireSignedDocument } from "./signed-document-wire.ts";

const codec = codecOf("pharos.v1.SignedDocument");
const document = {
  kind: "membership",
  payload: Buffer.from([1, 2, 3]),
  keyId: "key-1",
  signature: Buffer.alloc(64, 7),
} as const;

describe("a signed document on the wire", () => {
  test("keeps its bytes", () => {
    const bytes = codec.encode(toWireSignedDocument(document));
    expect(fromWireSignedDocument("membership", codec.decode(bytes))).toStrictEqual(document);
  });

  test("is refused where another kind is expected", () => {
    expect(() => fromWireSignedDocument("node-spec", toWireSignedDocument(document))).toThrow(
      expect.objectContaining({ code: messageInvalidError.code }),
    );
  });

  test("is refused when it is missing", () => {
    expect(() => fromWireSignedDocument("node-spec", undefined)).toThrow(
      expect.objectContaining({ code: messageInvalidError.code }),
    );
  });
});
