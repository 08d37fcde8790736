import { createHmac, hkdfSync, type KeyObject } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { keystoreDamaged } from "../../shared/errors/keystore-errors.ts";
import { issueAgentCertificate } from "../../shared/pki/agent-certificate.ts";
import { validityOf } from "../../shared/pki/certificate-validity.ts";
import { issueOperatorCertificate } from "../../shared/pki/operator-certificate.ts";
import { signDocument } from "../../shared/pki/signed-document.ts";
import { toSigner } from "../../shared/pki/signing-key.ts";
import { type TrustBundle, trustedRoots } from "../../shared/pki/trust-bundle.ts";
import { encodeTrust } from "../../shared/spec/trust-wire.ts";
import { readAccessFile } from "./access-file.ts";
import { type AuthoritiesState, FIRST_SET, readAuthoritiesState } from "./authorities-state.ts";
import {
  type OpenedAuthorities,
  readAuthoritySet,
  readRequiredKey,
  toAuthoritySet,
} from "./authority-set-files.ts";
import { clusterFolder, type ClusterRecord, readClusterRecord } from "./cluster-record.ts";
import { toGuestKeystore } from "./guest-keystore.ts";
import type { Keystore, KeystoreOptions } from "./keystore.ts";
import { keystoreFiles } from "./keystore-file.ts";
import { isOld, renewIntermediates } from "./renew-intermediates.ts";

interface KeystoreParts {
  readonly cluster: ClusterRecord;
  readonly folder: string;
  readonly state: AuthoritiesState;
  readonly current: OpenedAuthorities;
  readonly other: OpenedAuthorities | undefined;
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
  if (access !== undefined) return toGuestKeystore(folder, access, options);
  return toKeystore(await readSettledParts(folder, cluster, options), options);
};

/** An exchange of authorities may delete files between what says which there are and the reading of them. */
const readSettledParts = async (
  folder: string,
  cluster: ClusterRecord,
  options: KeystoreOptions,
): Promise<KeystoreParts> => {
  const state = await readAuthoritiesState(folder);
  try {
    return await readParts(folder, { cluster, state }, options);
  } catch (error) {
    const present = await readAuthoritiesState(folder);
    if (isDeepStrictEqual(present, state)) throw error;
    return await readParts(folder, { cluster, state: present }, options);
  }
};

async function readParts(
  folder: string,
  { cluster, state }: Pick<KeystoreParts, "cluster" | "state">,
  options: KeystoreOptions,
): Promise<KeystoreParts> {
  const { passphrase } = options;
  const { current: name, rotation } = state;
  const current = await readAuthoritySet(folder, name, passphrase);
  const other =
    rotation?.other === undefined
      ? undefined
      : await readAuthoritySet(folder, rotation.other, passphrase);
  const signingKey = await readRequiredKey(folder, keystoreFiles.signingKey, passphrase);
  if (signingKey.asymmetricKeyType !== "ed25519") {
    throw keystoreDamaged({
      file: join(folder, keystoreFiles.signingKey),
      reason: "is not an Ed25519 key",
    });
  }
  return { cluster, folder, state, current, other, signingKey };
}

function toKeystore(parts: KeystoreParts, options: KeystoreOptions): Keystore {
  const { cluster, folder, state, current, other, signingKey } = parts;
  const { agents, operators } = current.intermediates;
  const ends = [agents, operators].map(({ certificate }) =>
    validityOf(certificate).notAfter.getTime(),
  );
  return {
    cluster,
    folder,
    authorities: state,
    trust: toTrust(parts),
    roots: trustedRoots(isAnyAgentOf(parts) ? toTrust(parts) : toAuthoritySet(current)),
    agentIssuer: agents,
    ...(other === undefined ? {} : { otherIssuer: other.intermediates.agents }),
    signer: toSigner(signingKey),
    intermediatesEndAt: new Date(Math.min(...ends)),
    isRenewalDue:
      state.rotation === undefined &&
      existsSync(join(current.folder, keystoreFiles.rootKey)) &&
      [agents, operators].some((issuer) => isOld(issuer, options.now())),
    issueAgentCertificate: async (order) =>
      await issueAgentCertificate(agents, cluster.id, order, options.now()),
    issueOperatorCertificate: async (order) =>
      await issueOperatorCertificate(operators, cluster.id, order, options.now()),
    hashSecret: (value) => createHmac("sha256", hashingKey(signingKey)).update(value).digest("hex"),
    signNodeSpec: (payload) => signDocument("node-spec", payload, signingKey),
    signMembership: (payload) => signDocument("membership", payload, signingKey),
    signTrust: () => {
      const sets = [current, ...(other === undefined ? [] : [other])]
        .toSorted((a, b) => ordinalOf(a) - ordinalOf(b))
        .map(toAuthoritySet);
      const document = { clusterId: cluster.id, number: state.number, sets };
      return signDocument("trust", encodeTrust(document), signingKey);
    },
    renewIntermediates: async () => {
      const intermediates = await renewIntermediates(
        { ...current, clusterId: cluster.id },
        options,
      );
      return toKeystore({ ...parts, current: { ...current, intermediates } }, options);
    },
  };
}

const toTrust = ({ state, current, other }: KeystoreParts): TrustBundle => ({
  ...toAuthoritySet(current),
  ...(other === undefined ? {} : { also: toAuthoritySet(other) }),
  ...(state.number === 0 ? {} : { number: state.number }),
});

/** From `switch` on every agent is to have a certificate of the new authorities: that shows whether it has. */
const isAnyAgentOf = ({ state }: KeystoreParts): boolean => state.rotation?.phase !== "switch";

/** The same order whichever is in use: one number has one content. */
const ordinalOf = ({ name }: OpenedAuthorities): number =>
  name === FIRST_SET ? 0 : Number(name.slice(name.indexOf("-") + 1));

const HASHING_KEY_BYTES = 32;

/** A key of its own, that tells nothing of the one it is made from. */
function hashingKey(signingKey: KeyObject): Uint8Array {
  const secret = signingKey.export({ type: "pkcs8", format: "der" });
  return new Uint8Array(hkdfSync("sha256", secret, "", "pharosctl secret hash", HASHING_KEY_BYTES));
}
