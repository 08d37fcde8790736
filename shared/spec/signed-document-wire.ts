import type { DocumentKind, SignedDocument } from "../pki/signed-document.ts";
import type * as wire from "../rpc/gen/common.ts";
import { messageInvalidError } from "../errors/rpc-errors.ts";
import { required, wireEnum } from "./wire-reader.ts";

export const toWireSignedDocument = (document: SignedDocument): wire.SignedDocument => ({
  kind: kinds.toWire(document.kind),
  payload: document.payload,
  keyId: document.keyId,
  signature: document.signature,
});

/** A document of the kind that is expected here; its signature is not verified by this. Throws MESSAGE_INVALID. */
export const fromWireSignedDocument = <Kind extends DocumentKind>(
  kind: Kind,
  document: wire.SignedDocument | undefined,
): SignedDocument<Kind> => {
  const {
    kind: wireKind,
    payload,
    keyId,
    signature,
  } = required(document, "SignedDocument", "document");
  if (wireKind === kinds.toWire(kind)) return { kind, payload, keyId, signature };
  throw messageInvalidError({
    message: "SignedDocument",
    field: "kind",
    reason: `${wireKind} instead of a ${kind}`,
  });
};

const kinds = wireEnum<DocumentKind, wire.DocumentKind>({
  "node-spec": "DOCUMENT_KIND_NODE_SPEC",
  membership: "DOCUMENT_KIND_MEMBERSHIP",
  trust: "DOCUMENT_KIND_TRUST",
});
