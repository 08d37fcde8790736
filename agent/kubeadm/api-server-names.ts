import type { NodeSpec } from "../../shared/spec/node-spec.ts";

/**
 * Names and addresses that this master's API server is to show. HAProxy on loopback passes TLS on as it
 * is, so that address is among them where nodes go through it.
 */
export const apiServerNames = ({ address, kubernetes }: NodeSpec): readonly string[] => {
  const loopback = kubernetes.adopted === undefined ? ["127.0.0.1"] : [];
  return [...new Set([...loopback, address, ...kubernetes.certificateSans])];
};
