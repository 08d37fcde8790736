import { validityOf } from "../../shared/pki/certificate-validity.ts";
import { parseCertificate } from "../../shared/pki/parse-certificate.ts";
import type { HeldIdentity } from "./held-identity.ts";

export interface CertificateKeeping {
  readonly identity: Pick<HeldIdentity, "current">;
  /** Gets a new certificate into use; throws when no master gives one. */
  readonly renew: () => Promise<void>;
  readonly now: () => Date;
  /** May be aborted by never resolving: it is how this ends. */
  readonly pause: (ms: number) => Promise<void>;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly failed: (error: unknown) => void;
}

/** Of a certificate's life. Agents enrolled in one run are not to come to the masters all at once. */
const DUE_AT = 2 / 3;
const JITTER = 1 / 15;
/** A clock that was moved and a suspended host are noticed within this. */
const LOOK_MS = 3_600_000;
const RETRY_MS = 600_000;

/** Renews the agent's certificate whenever two thirds of its life are over, for ever; tries again after failures. */
export const keepCertificate = async (keeping: CertificateKeeping): Promise<never> => {
  const { now, pause, renew, failed, random } = keeping;
  const share = DUE_AT + random() * JITTER;
  for (;;) {
    // Looked at anew: somebody may have had it renewed meanwhile.
    const leftMs = dueAt(keeping, share) - now().getTime();
    if (leftMs > 0) {
      await pause(Math.min(leftMs, LOOK_MS));
      continue;
    }
    try {
      await renew();
      // To a clock that is weeks ahead, what masters have just issued is old as well.
      if (dueAt(keeping, share) > now().getTime()) continue;
    } catch (error) {
      failed(error);
    }
    await pause(RETRY_MS);
  }
};

const dueAt = ({ identity }: CertificateKeeping, share: number): number => {
  const { certificateChain } = identity.current();
  const { notBefore, notAfter } = validityOf(parseCertificate(certificateChain, "own certificate"));
  const lifeMs = notAfter.getTime() - notBefore.getTime();
  return notBefore.getTime() + lifeMs * share;
};
