import { validityOf } from "../../shared/pki/certificate-validity.ts";
import { parseCertificate } from "../../shared/pki/parse-certificate.ts";
import type { HeldIdentity } from "./held-identity.ts";

export interface CertificateKeeping {
  readonly identity: HeldIdentity;
  /** A new chain for the agent's key; throws when no master gives one. */
  readonly renew: () => Promise<string>;
  readonly now: () => Date;
  /** May be aborted by never resolving: it is how this ends. */
  readonly pause: (ms: number) => Promise<void>;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly told: (outcome: RenewalOutcome) => void;
}

export type RenewalOutcome =
  | { readonly kind: "renewed"; readonly endsAt: Date }
  | { readonly kind: "failed"; readonly error: unknown };

/** Of a certificate's life. Agents enrolled in one run are not to come to the masters all at once. */
const DUE_AT = 2 / 3;
const JITTER = 1 / 15;
/** A clock that was moved and a suspended host are noticed within this. */
const LOOK_MS = 3_600_000;
const RETRY_MS = 600_000;

/** Renews the agent's certificate whenever two thirds of its life are over, for ever; tries again after failures. */
export const keepCertificate = async (keeping: CertificateKeeping): Promise<never> => {
  const { identity, now, pause, renew, told } = keeping;
  let dueMs = dueAt(keeping);
  for (;;) {
    const leftMs = dueMs - now().getTime();
    if (leftMs > 0) {
      await pause(Math.min(leftMs, LOOK_MS));
      continue;
    }
    try {
      const certificateChain = await renew();
      await identity.replace({ ...identity.current(), certificateChain });
      dueMs = dueAt(keeping);
      told({ kind: "renewed", endsAt: validity(keeping).notAfter });
    } catch (error) {
      told({ kind: "failed", error });
      await pause(RETRY_MS);
    }
  }
};

const validity = ({ identity }: CertificateKeeping) =>
  validityOf(parseCertificate(identity.current().certificateChain, "agent's certificate"));

const dueAt = (keeping: CertificateKeeping): number => {
  const { notBefore, notAfter } = validity(keeping);
  const lifeMs = notAfter.getTime() - notBefore.getTime();
  return notBefore.getTime() + lifeMs * (DUE_AT + keeping.random() * JITTER);
};
