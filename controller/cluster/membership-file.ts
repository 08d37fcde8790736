import { randomBytes } from "node:crypto";
import { open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import type { SignedDocument } from "../../shared/pki/signed-document.ts";
import type { Membership } from "../../shared/spec/membership.ts";
import { decodeMembership } from "../../shared/spec/membership-wire.ts";

const Stored = z.strictObject({ keyId: z.string(), payload: z.base64(), signature: z.base64() });

/** A membership with its signature. */
export interface SignedMembership {
  readonly document: SignedDocument<"membership">;
  readonly content: Membership;
}

const FILE = "membership.json";

/** The newest membership that this machine knows of the cluster in `folder`; `undefined`: none yet. */
export const readMembershipFile = async (folder: string): Promise<SignedMembership | undefined> => {
  const text = await readFile(join(folder, FILE), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
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
  const temporary = join(folder, `.${FILE}.${randomBytes(4).toString("hex")}`);
  const handle = await open(temporary, "wx", 0o600);
  await handle.writeFile(JSON.stringify(stored));
  await handle.sync();
  await handle.close();
  await rename(temporary, join(folder, FILE));
};
