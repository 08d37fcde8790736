import { createSecureContext, type SecureContext } from "node:tls";

/** One end's credentials, all PEM. */
export interface TlsMaterial {
  /** Certificates that the other end's chain must lead to. */
  readonly roots: string;
  /** Own certificate first, then its intermediate. */
  readonly chain: string;
  readonly key: string;
}

/** Options for both ends of every connection: TLS 1.3 and nothing older. */
export const toSecureContextOptions = (material: TlsMaterial) =>
  ({ ca: material.roots, cert: material.chain, key: material.key, minVersion: "TLSv1.3" }) as const;

/** A client's credentials. Make one and share it: parsing costs more than a handshake. */
export const createClientContext = (material: TlsMaterial): SecureContext =>
  createSecureContext(toSecureContextOptions(material));
