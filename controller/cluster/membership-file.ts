import { join } from "node:path";
import * as z from "zod";
import { keystoreDamaged } from "../../shared/errors/keystore-errors.ts";
import type { SignedDocument } from "../../shared/pki/signed-document.ts";
import type { Membership } from "../../shared/spec/membership.ts";
import { decodeMembership } from "../../shared/spec/membership-wire.ts";
import { readKeystoreFile, replaceFile } from "../keystore/keystore-file.ts";

const Stored = z.strictObject({ keyId: z.string(), payload: z.base64(), signature: z.base64() });

/** A membership with its signature. */
export interface SignedMembership {
  readonly document: SignedDocument<"membership">;
  readonly content: Membership;
}

const FILE = "membership.json";

/** The newest membership that this machine knows of the cluster in `folder`; `undefined`: none yet. */
export const readMembershipFile = async (folder: string): Promise<SignedMembership | undefined> => {
  const text = await readKeystoreFile(folder, FILE);
  if (text === undefined) return undefined;
  try {
    return parse(text);
  } catch (cause) {
    throw keystoreDamaged({ file: join(folder, FILE), reason: "is no membership" }, { cause });
  }
};

const parse = (text: string): SignedMembership => {
  const { keyId, payload, signature } = Stored.parse(JSON.parse(text));
  const document = {
    kind: "membership",
    keyId,
    payload: Buffer.from(payload, "base64"),
    signature: Buffer.from(signature, "base64"),
  } as const;
  return { document, content: decodeMembership(document.payload) };
};

/** Replaces it, atomically, 0600. */
export const writeMembershipFile = async (
  folder: string,
  { keyId, payload, signature }: SignedDocument<"membership">,
): Promise<void> => {
  const stored: z.infer<typeof Stored> = {
    keyId,
    payload: Buffer.from(payload).toString("base64"),
    signature: Buffer.from(signature).toString("base64"),
  };
  await replaceFile(join(folder, FILE), JSON.stringify(stored));
};
