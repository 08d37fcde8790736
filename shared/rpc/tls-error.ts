import type { PharosError } from "../errors/pharos-error.ts";
import { agentNotTrustedError, tlsRefusedError } from "../errors/rpc-errors.ts";
import { closedCode, type TlsFailure } from "./observed-credentials.ts";

/** Undefined for failures of the network that only happened to hit the handshake. */
export const toTlsError = (
  failure: TlsFailure,
  agent: { readonly address: string; readonly identity: string },
): PharosError | undefined => {
  const { code, stage } = failure;
  // OpenSSL's own errors are alerts from the other end, or bytes that are no TLS.
  if (code.startsWith("ERR_SSL_") || code === closedCode) {
    return tlsRefusedError({ address: agent.address, reason: code });
  }
  if (stage === "session") {
    // What we send to a server that has hung up is answered by a reset, if it comes too late for the close.
    const hasHungUp = code === "ECONNRESET" || code === "EPIPE";
    return hasHungUp ? tlsRefusedError({ address: agent.address, reason: code }) : undefined;
  }
  if (networkCodes.has(code)) return undefined;
  return agentNotTrustedError({ ...agent, reason: code });
};

const networkCodes: ReadonlySet<string> = new Set([
  "",
  "ECONNABORTED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EPIPE",
  "ETIMEDOUT",
]);
