// Generated from proto/ by `npm run generate`; do not edit.

export type AuditStep =
  | "AUDIT_STEP_UNSPECIFIED"
  | "AUDIT_STEP_BEGUN"
  | "AUDIT_STEP_ENDED"
  | "AUDIT_STEP_REFUSED";

export interface ReadAuditRequest {}

export type AuditEntry =
  | {
      readonly entry: "record";
      readonly record: AuditRecord;
    }
  | {
      readonly entry: "damaged";
      readonly damaged: DamagedAuditLine;
    }
  | { readonly entry?: undefined };

export interface AuditRecord {
  /** From 1 on, without gaps. */
  readonly sequence: number;
  /** Milliseconds since the Unix epoch, by the host's clock. */
  readonly atMs: number;
  readonly step: AuditStep;
  /** `operator ada (admin)`, `agent w1`, or `unknown`. */
  readonly who: string;
  /** Of the certificate, hex, lower case; empty: it could not be read. */
  readonly serial: string;
  /** `SpecService.Apply`. */
  readonly method: string;
  /** Fields of the request that say what it is about, none of them secret. */
  readonly target: Readonly<Record<string, string>>;
  /** Of one that ended or was refused: `ok`, or the code of the error. Empty otherwise. */
  readonly outcome: string;
  /** Of one that ended: where it began. 0 otherwise. */
  readonly began: number;
  /** Records before this one that could not be written, such as on a full disk. */
  readonly lost: number;
  /** Hash of the record before; empty for the first. */
  readonly previous: string;
  /** Hex SHA-256 over all of the above. */
  readonly hash: string;
}

/** A line that is no record: torn by a power cut, or written by somebody else. */
export interface DamagedAuditLine {
  /** The sequence of the record before it; 0: none. */
  readonly after: number;
}
