import { join } from "node:path";
import * as z from "zod";
import { keystoreDamaged } from "../../shared/errors/keystore-errors.ts";
import { operatorRoles } from "../../shared/pki/operator-certificate.ts";
import { type AuthoritiesState, FIRST_SET } from "../keystore/authorities-state.ts";
import { readKeystoreFile, replaceFile } from "../keystore/keystore-file.ts";

const Grant = z.strictObject({
  name: z.string(),
  role: z.enum(operatorRoles),
  /** Hex, lower case: what a revocation names. */
  serial: z.string(),
  grantedAt: z.iso.datetime(),
  endsAt: z.iso.datetime(),
  /** Those that issued it, by their name in the keystore. */
  authorities: z.optional(z.string()),
});
/** An access that was given to somebody: without its key, which nobody keeps here. */
export type Grant = Readonly<z.infer<typeof Grant>>;

const FILE = "grants.json";

/** All that were granted with these keys, oldest first. Errors: KEYSTORE_DAMAGED. */
export const readGrants = async (folder: string): Promise<readonly Grant[]> => {
  const text = await readKeystoreFile(folder, FILE);
  if (text === undefined) return [];
  try {
    return z.array(Grant).parse(JSON.parse(text));
  } catch (cause) {
    throw keystoreDamaged({ file: join(folder, FILE), reason: "is no list of grants" }, { cause });
  }
};

/** On disk before anybody gets the key: what is not listed could not be revoked by name. */
export const addGrant = async (folder: string, grant: Grant): Promise<void> =>
  replaceFile(
    join(folder, FILE),
    `${JSON.stringify([...(await readGrants(folder)), grant], undefined, 2)}\n`,
  );

export interface GrantStatus extends Grant {
  readonly state: "good" | "ended" | "revoked";
}

export interface GrantJudgement {
  readonly revokedSerials: readonly string[];
  /** Of the cluster, as its keys say. */
  readonly authorities: AuthoritiesState;
  readonly nowMs: number;
}

/** What authorities have issued that were given up has ended with them. */
const isInUse = (
  { authorities = FIRST_SET }: Grant,
  { current, rotation }: AuthoritiesState,
): boolean => authorities === current || authorities === rotation?.other;

export const judgeGrants = (
  grants: readonly Grant[],
  { revokedSerials, authorities, nowMs }: GrantJudgement,
): readonly GrantStatus[] =>
  grants.map((grant) => ({
    ...grant,
    state: revokedSerials.includes(grant.serial)
      ? "revoked"
      : Date.parse(grant.endsAt) <= nowMs || !isInUse(grant, authorities)
        ? "ended"
        : "good",
  }));
