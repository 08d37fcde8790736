import { createHmac, hkdfSync, type KeyObject, X509Certificate } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { keystoreDamaged } from "../../shared/errors/keystore-errors.ts";
import { issueAgentCertificate } from "../../shared/pki/agent-certificate.ts";
import { validityOf } from "../../shared/pki/certificate-validity.ts";
import type { CertificateIssuer } from "../../shared/pki/issue-certificate.ts";
import { issueOperatorCertificate } from "../../shared/pki/operator-certificate.ts";
import { signDocument } from "../../shared/pki/signed-document.ts";
import { toSigner } from "../../shared/pki/signing-key.ts";
import { readAccessFile } from "./access-file.ts";
import { clusterFolder, type ClusterRecord, readClusterRecord } from "./cluster-record.ts";
import { toGuestKeystore } from "./guest-keystore.ts";
import type { Keystore, KeystoreOptions } from "./keystore.ts";
import { keystoreFiles, readKeystoreFile } from "./keystore-file.ts";
import { type Intermediates, isOld, renewIntermediates } from "./renew-intermediates.ts";
import { readStoredKey } from "./stored-key.ts";

interface KeystoreParts {
  readonly cluster: ClusterRecord;
  readonly folder: string;
  readonly root: X509Certificate;
  readonly intermediates: Intermediates;
  readonly signingKey: KeyObject;
}

/**
 * Opens the keystore of the cluster `name` below `base` (`~/.pharos`); undefined if there is none.
 * Errors: ACCESS_FILE_INVALID, CLUSTER_NAME_INVALID, KEYSTORE_DAMAGED, KEYSTORE_EXPOSED, KEYSTORE_PASSPHRASE_*.
 */
export const openKeystore = async (
  base: string,
  name: string,
  options: KeystoreOptions,
): Promise<Keystore | undefined> => {
  const folder = clusterFolder(base, name);
  const cluster = await readClusterRecord(folder);
  if (cluster === undefined) return undefined;
  const access = await readAccessFile(folder);
  return access === undefined
    ? toKeystore(await readParts(folder, cluster, options), options)
    : toGuestKeystore(folder, access, options);
};

async function readParts(
  folder: string,
  cluster: ClusterRecord,
  options: KeystoreOptions,
): Promise<KeystoreParts> {
  const { passphrase } = options;
  const root = await readCertificate(folder, keystoreFiles.rootCertificate);
  const agents = await readIssuer(folder, "agents", root, passphrase);
  const operators = await readIssuer(folder, "operators", root, passphrase);
  const signingKey = await readKey(folder, keystoreFiles.signingKey, passphrase);
  if (signingKey.asymmetricKeyType !== "ed25519") {
    throw keystoreDamaged({
      file: join(folder, keystoreFiles.signingKey),
      reason: "is not an Ed25519 key",
    });
  }
  return { cluster, folder, root, intermediates: { agents, operators }, signingKey };
}

async function readIssuer(
  folder: string,
  kind: "agents" | "operators",
  root: X509Certificate,
  passphrase: string | undefined,
): Promise<CertificateIssuer> {
  const certificateFile = keystoreFiles[`${kind}Certificate`];
  const certificate = await readCertificate(folder, certificateFile);
  const privateKey = await readKey(folder, keystoreFiles[`${kind}Key`], passphrase);
  const file = join(folder, certificateFile);
  if (!certificate.verify(root.publicKey))
    throw keystoreDamaged({ file, reason: "is not issued by root.crt" });
  if (!certificate.checkPrivateKey(privateKey)) {
    throw keystoreDamaged({
      file,
      reason: `does not belong to the key ${keystoreFiles[`${kind}Key`]}`,
    });
  }
  return { certificate, privateKey };
}

async function readCertificate(folder: string, name: string): Promise<X509Certificate> {
  const file = join(folder, name);
  const pem = await readKeystoreFile(folder, name);
  if (pem === undefined) throw keystoreDamaged({ file, reason: "is missing" });
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw keystoreDamaged({ file, reason: "is not a PEM certificate" }, { cause });
  }
}

async function readKey(
  folder: string,
  name: string,
  passphrase: string | undefined,
): Promise<KeyObject> {
  const key = await readStoredKey(folder, name, passphrase);
  if (key === undefined) throw keystoreDamaged({ file: join(folder, name), reason: "is missing" });
  return key;
}

function toKeystore(parts: KeystoreParts, options: KeystoreOptions): Keystore {
  const { cluster, folder, root, intermediates, signingKey } = parts;
  const { agents, operators } = intermediates;
  const ends = [agents, operators].map(({ certificate }) =>
    validityOf(certificate).notAfter.getTime(),
  );
  return {
    cluster,
    folder,
    trust: {
      rootCertificate: root.toString(),
      agentsIntermediate: agents.certificate.toString(),
      operatorsIntermediate: operators.certificate.toString(),
    },
    agentIssuer: agents,
    signer: toSigner(signingKey),
    intermediatesEndAt: new Date(Math.min(...ends)),
    isRenewalDue:
      existsSync(join(folder, keystoreFiles.rootKey)) &&
      [agents, operators].some((issuer) => isOld(issuer, options.now())),
    issueAgentCertificate: async (order) =>
      await issueAgentCertificate(agents, cluster.id, order, options.now()),
    issueOperatorCertificate: async (order) =>
      await issueOperatorCertificate(operators, cluster.id, order, options.now()),
    hashSecret: (value) => createHmac("sha256", hashingKey(signingKey)).update(value).digest("hex"),
    signNodeSpec: (payload) => signDocument("node-spec", payload, signingKey),
    signMembership: (payload) => signDocument("membership", payload, signingKey),
    renewIntermediates: async () => {
      const renewed = await renewIntermediates(
        { folder, root, clusterId: cluster.id, intermediates },
        options,
      );
      return toKeystore({ ...parts, intermediates: renewed }, options);
    },
  };
}

const HASHING_KEY_BYTES = 32;

/** A key of its own, that tells nothing of the one it is made from. */
function hashingKey(signingKey: KeyObject): Uint8Array {
  const secret = signingKey.export({ type: "pkcs8", format: "der" });
  return new Uint8Array(hkdfSync("sha256", secret, "", "pharosctl secret hash", HASHING_KEY_BYTES));
}
