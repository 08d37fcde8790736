import type { PeerCertificate } from "node:tls";
import type { PharosError } from "../errors/pharos-error.ts";
import { peerUnknownError } from "../errors/rpc-errors.ts";
import type { PeerIdentity } from "../pki/peer-identity.ts";

/** What is known of a certificate: whom it names, or why it names nobody. */
export type PeerFinding =
  | {
      readonly ok: true;
      readonly peer: PeerIdentity;
      /** End of the certificate; a connection may outlive it. */
      readonly endsAtMs: number;
    }
  | { readonly ok: false; readonly error: PharosError };

/** What of a certificate it is judged by; the rest is not kept. */
export type JudgedCertificate = Pick<PeerCertificate, "raw" | "valid_to">;

/** The same with what it is found again by. */
export type NamedCertificate = JudgedCertificate & Pick<PeerCertificate, "fingerprint256">;

/**
 * Who is connected, by certificate. A certificate is judged once per connection, because its
 * signature is verified for that; grpc-js tells a call nothing of its connection but the certificate.
 */
export class PeerDirectory {
  readonly #judge: (certificate: JudgedCertificate) => PeerFinding;
  readonly #entries = new Map<
    string,
    { certificate: JudgedCertificate; finding: PeerFinding; connections: number }
  >();

  constructor(judge: (certificate: JudgedCertificate) => PeerFinding) {
    this.#judge = judge;
  }

  /** Call for each connection, with what `getPeerCertificate()` says; the result forgets it again. */
  admit(certificate: NamedCertificate): () => void {
    const key = certificate.fingerprint256;
    const entry = this.#entries.get(key) ?? {
      certificate: { raw: certificate.raw, valid_to: certificate.valid_to },
      finding: this.#judge(certificate),
      connections: 0,
    };
    this.#entries.set(key, entry);
    entry.connections += 1;
    return () => {
      entry.connections -= 1;
      if (entry.connections === 0) this.#entries.delete(key);
    };
  }

  /** Who is trusted has changed. */
  judgeAnew(): void {
    for (const entry of this.#entries.values()) entry.finding = this.#judge(entry.certificate);
  }

  find(certificate: Pick<PeerCertificate, "fingerprint256"> | undefined): PeerFinding {
    const entry = certificate && this.#entries.get(certificate.fingerprint256);
    return entry?.finding ?? { ok: false, error: peerUnknownError({}) };
  }
}
