import { defineError } from "./define-error.ts";

export const pemUnreadable = defineError<{ readonly what: string }>({
  code: "PEM_UNREADABLE",
  blame: "environment",
  message: ({ what }) => `the ${what} is not readable PEM`,
  hint: () =>
    "the file or answer is cut off or not what it is taken for: restore it, or enrol the host again with `pharosctl apply`",
});

export const certificateRequestUnreadable = defineError<{ readonly reason: string }>({
  code: "CERTIFICATE_REQUEST_UNREADABLE",
  blame: "environment",
  message: ({ reason }) => `the certificate signing request is not readable: ${reason}`,
  hint: () => "let the host make a new one: run `pharosctl apply` again",
});

export const certificateRequestKeyRefused = defineError<{ readonly keyKind: string }>({
  code: "CERTIFICATE_REQUEST_KEY_REFUSED",
  blame: "environment",
  message: ({ keyKind }) => `the certificate signing request has a ${keyKind} key, not ECDSA P-256`,
  hint: () =>
    "requests are made by our own agent only: run `pharosctl apply` again, it brings the right agent",
});

export const certificateRequestForged = defineError<Readonly<Record<never, string>>>({
  code: "CERTIFICATE_REQUEST_FORGED",
  blame: "environment",
  message: () => "the certificate signing request is not signed by the key that it asks for",
  hint: () =>
    "whoever sent it does not own that key: look at the host before you run `pharosctl apply` again",
});

export const certificateNameInvalid = defineError<{
  readonly name: string;
  readonly reason: string;
}>({
  code: "CERTIFICATE_NAME_INVALID",
  blame: "user",
  message: ({ name, reason }) => `"${name}" cannot stand in a certificate: ${reason}`,
  hint: () => "change the name or the address of the host in cluster.yml, or the operator's name",
});

export const issuerExpired = defineError<{ readonly issuer: string; readonly expiredAt: string }>({
  code: "ISSUER_EXPIRED",
  blame: "environment",
  message: ({ issuer, expiredAt }) =>
    `the authority "${issuer}" issues nothing any more: it ended at ${expiredAt}`,
  hint: () => "run `pharosctl apply` where the cluster's root key is: it renews the authorities",
});

export const peerIdentityRefused = defineError<{ readonly reason: string }>({
  code: "PEER_IDENTITY_REFUSED",
  blame: "environment",
  message: ({ reason }) => `the peer's certificate gives no identity in this cluster: ${reason}`,
  hint: () =>
    "use this cluster's own ~/.pharos folder, or take the host over again with `pharosctl apply`",
});

export const signerUnknown = defineError<{ readonly kind: string; readonly keyId: string }>({
  code: "SIGNER_UNKNOWN",
  blame: "environment",
  message: ({ kind, keyId }) =>
    `the ${kind} is signed by the key ${keyId}, which is no signer of this cluster`,
  hint: () =>
    "sign with the ~/.pharos folder that the cluster was made with, or let its administrator add your key",
});

export const signatureInvalid = defineError<{ readonly kind: string; readonly keyId: string }>({
  code: "SIGNATURE_INVALID",
  blame: "environment",
  message: ({ kind, keyId }) => `the ${kind} is not what the key ${keyId} signed`,
  hint: () =>
    "it was changed on its way or on the disk: run `pharosctl apply` again, it sends a new one",
});
