import { X509Certificate } from "node:crypto";
import * as z from "zod";
import { accessFileInvalid } from "../../shared/errors/access-errors.ts";
import { operatorRoles } from "../../shared/pki/operator-certificate.ts";
import { parsePrivateKey } from "../../shared/pki/private-key.ts";
import { clusterRecordSchema } from "./cluster-record.ts";
import { readKeystoreFile } from "./keystore-file.ts";

const Authorities = z.strictObject({
  rootCertificate: z.string(),
  agentsIntermediate: z.string(),
  operatorsIntermediate: z.string(),
});

const AccessFile = z.strictObject({
  type: z.literal("pharos-access"),
  version: z.literal(1),
  cluster: clusterRecordSchema,
  name: z.string(),
  role: z.enum(operatorRoles),
  /** Hex, lower case. */
  serial: z.string(),
  endsAt: z.iso.datetime(),
  trust: Authorities.extend({ also: Authorities.optional(), number: z.int().optional() }),
  /** Whose signature the membership has. */
  signer: z.strictObject({ keyId: z.string(), publicKey: z.string() }),
  membership: z.strictObject({ keyId: z.string(), payload: z.base64(), signature: z.base64() }),
  /** Leaf, then the operators' intermediate, PEM. */
  certificate: z.string(),
  privateKey: z.string(),
});
/** What somebody gets who is let into a cluster without its keys. Holds a private key. */
export type AccessFile = Readonly<z.infer<typeof AccessFile>>;

export const ACCESS_FILE = "access.json";

export const renderAccessFile = (access: AccessFile): string =>
  `${JSON.stringify(access, undefined, 2)}\n`;

/** Errors: ACCESS_FILE_INVALID. */
export const parseAccessFile = (file: string, text: string): AccessFile => {
  try {
    const access = AccessFile.parse(JSON.parse(text));
    const key = parsePrivateKey(access.privateKey);
    if (new X509Certificate(access.certificate).checkPrivateKey(key)) return access;
  } catch (cause) {
    throw accessFileInvalid({ file, reason: "it is not of the form that grants have" }, { cause });
  }
  throw accessFileInvalid({ file, reason: "its key is not that of its certificate" });
};

/** What was imported for the cluster in `folder`; undefined if nothing was. */
export const readAccessFile = async (folder: string): Promise<AccessFile | undefined> => {
  const text = await readKeystoreFile(folder, ACCESS_FILE);
  return text === undefined ? undefined : parseAccessFile(`${folder}/${ACCESS_FILE}`, text);
};
