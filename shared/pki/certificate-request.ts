import type { KeyObject } from "node:crypto";
import { certificateRequestUnreadable } from "../errors/pki-errors.ts";
import { parsePem, renderPem } from "./pem.ts";

const label = "CERTIFICATE REQUEST";

// Ours have 250 bytes; a stranger's megabytes are not worth parsing.
const maxCharacters = 8192;

/** A certificate signing request for the host's key, PEM; the key itself never leaves the host. */
export const createCertificateRequest = async (privateKey: KeyObject): Promise<string> => {
  const { encodeRequest } = await import("./request-der.ts");
  return renderPem(label, encodeRequest(privateKey));
};

/**
 * The public key of a request, whose owner is proven by the request's own signature. Names in it
 * are not even read. Errors: CERTIFICATE_REQUEST_UNREADABLE, _KEY_REFUSED (not P-256), _FORGED.
 */
export const parseCertificateRequest = async (pem: string): Promise<KeyObject> => {
  if (pem.length > maxCharacters) throw certificateRequestUnreadable({ reason: "it is too long" });
  const bytes = parsePem(label, pem);
  if (bytes === undefined)
    throw certificateRequestUnreadable({ reason: "it is not one PEM block" });
  const { decodeRequest } = await import("./request-der.ts");
  return decodeRequest(bytes);
};
