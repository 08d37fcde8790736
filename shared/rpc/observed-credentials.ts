import { ChannelCredentials, type ChannelOptions, type CallCredentials } from "@grpc/grpc-js";
import type { SecureContext } from "node:tls";

/** A TLS failure: `verify` before our side has accepted the other, `session` after. */
export interface TlsFailure {
  readonly stage: "verify" | "session";
  /** Node's code: `CERT_HAS_EXPIRED`, `ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED`, … */
  readonly code: string;
}

/** Node's servers send no alert to a certificate that they do not trust: they hang up. */
export const closedCode = "CLOSED_AFTER_HANDSHAKE";

type Connector = ReturnType<ChannelCredentials["_createSecureConnector"]>;
type Target = Parameters<ChannelCredentials["_createSecureConnector"]>[0];

/**
 * Credentials of grpc-js that remember why TLS failed. Of a failed connect grpc-js itself keeps a
 * sentence only, and no error is told by its text here.
 */
export class ObservedCredentials extends ChannelCredentials {
  readonly #inner: ChannelCredentials;
  lastFailure: TlsFailure | undefined;

  constructor(secureContext: SecureContext) {
    super();
    this.#inner = ChannelCredentials.createFromSecureContext(secureContext);
  }

  override _isSecure(): boolean {
    return true;
  }

  override _equals(other: ChannelCredentials): boolean {
    return this === other;
  }

  override _createSecureConnector(
    target: Target,
    options: ChannelOptions,
    callCredentials?: CallCredentials,
  ): Connector {
    const connector = this.#inner._createSecureConnector(target, options, callCredentials);
    return {
      connect: async (socket) => {
        this.lastFailure = undefined;
        const result = await connector.connect(socket).catch((error: unknown) => {
          this.#remember("verify", error);
          throw error;
        });
        // With TLS 1.3 our handshake is through before the server has looked at our certificate.
        result.socket.on("error", (error) => this.#remember("session", error));
        result.socket.once("close", () => {
          this.lastFailure ??= { stage: "session", code: closedCode };
        });
        // Node has judged the chain and the name by now. grpc-js wants the certificate once more, for calls
        // that ask who answers them; none of ours does, and of a thousand connections it is a second.
        Object.defineProperty(result.socket, "getPeerCertificate", { value: () => ({}) });
        return result;
      },
      waitForReady: () => connector.waitForReady(),
      getCallCredentials: () => connector.getCallCredentials(),
      destroy: () => connector.destroy(),
    };
  }

  #remember(stage: TlsFailure["stage"], error: unknown): void {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    this.lastFailure = { stage, code };
  }
}
