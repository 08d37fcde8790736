import { X509Certificate } from "node:crypto";
import { pemUnreadable } from "../errors/pki-errors.ts";

/** Reads the first certificate of a PEM text; `what` names it in the error. Errors: PEM_UNREADABLE. */
export const parseCertificate = (pem: string, what: string): X509Certificate => {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw pemUnreadable({ what }, { cause });
  }
};
