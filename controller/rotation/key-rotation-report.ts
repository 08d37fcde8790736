import { toPharosError } from "../../shared/errors/internal-errors.ts";
import { renderTable } from "../cli/render-table.ts";
import type { OpenedCluster, OpenedMember } from "../cluster/open-members.ts";
import { readAcceptedSpec } from "../cluster/read-accepted-spec.ts";
import { encryptedResources } from "../control-plane/render-encryption.ts";
import { acceptedEncryption } from "../control-plane/secrets-encryption.ts";
import type { EncryptionKeys, EncryptionRotation } from "../keystore/encryption-keys.ts";

/** What `certs rotate-encryption-key -o json` prints; no key is in it. */
export interface KeyRotationReport {
  readonly cluster: string;
  /** Resources; none: it is switched off. */
  readonly encrypted: readonly string[];
  /** Absent: none is under way. */
  readonly rotation?: EncryptionRotation;
  /** How often exchanges have changed the list of keys. */
  readonly number: number;
  readonly keys: readonly KeyReport[];
  readonly masters: readonly MasterKeys[];
}

interface KeyReport {
  readonly name: string;
  readonly use: "writes and reads" | "reads" | "retired";
  /** RFC 3339, UTC. */
  readonly retiredAt?: string;
}

interface MasterKeys {
  readonly host: string;
  readonly has: "these keys" | "older keys" | "no keys" | "unknown";
  /** Why nothing is known of it. */
  readonly problem?: string;
}

export const readKeyRotation = async (
  { keystore, members }: OpenedCluster,
  isEnabled: boolean,
  keys: EncryptionKeys = { keys: [], number: 0, retired: [] },
): Promise<KeyRotationReport> => ({
  cluster: keystore.cluster.name,
  encrypted: isEnabled ? encryptedResources : [],
  ...(keys.rotation === undefined ? {} : { rotation: keys.rotation }),
  number: keys.number,
  keys: [
    ...keys.keys.map(({ name }, at): KeyReport => ({
      name,
      use: at === 0 ? "writes and reads" : "reads",
    })),
    ...keys.retired.map(({ name, retiredAt }): KeyReport => ({ name, use: "retired", retiredAt })),
  ],
  masters: await Promise.all(
    members
      .filter(({ member }) => member.role === "master")
      .map((opened) => readMaster(opened, keys.number)),
  ),
});

const readMaster = async (opened: OpenedMember, number: number): Promise<MasterKeys> => {
  const host = opened.member.name;
  try {
    if ("error" in opened) throw opened.error;
    const { specs } = opened.connection;
    const { accepted } = readAcceptedSpec(await specs.getSpec({ outline: true }));
    const theirs = accepted && acceptedEncryption(accepted);
    if (theirs === undefined) return { host, has: "no keys" };
    return { host, has: theirs.number === number ? "these keys" : "older keys" };
  } catch (error) {
    return { host, has: "unknown", problem: toPharosError(error).message };
  }
};

/** One line, without its end. */
export const renderKeyNotice = ({ phase, startedAt }: EncryptionRotation): string =>
  `an exchange of the encryption key of ${startedAt.slice(0, 10)} is under way, at \`${phase}\`: \`pharosctl certs rotate-encryption-key\` goes on`;

/** A line on the whole, one for each key, and one for each master; `done`: as of `renderRotation`. */
export const renderKeyRotation = (
  { encrypted, rotation, keys, masters }: KeyRotationReport,
  done = "no exchange of the encryption key is under way",
): string => {
  const off = encrypted.length === 0 ? "secrets are not encrypted in etcd\n" : "";
  const line = rotation === undefined ? done : renderKeyNotice(rotation);
  const keyRows = keys.map(({ name, use, retiredAt }) => [
    name,
    retiredAt === undefined ? use : `${use} ${retiredAt.slice(0, 10)}`,
  ]);
  const rows = masters.map(({ host, has, problem = "" }) => [host, has, problem]);
  const keyTable = keys.length === 0 ? "" : renderTable(["KEY", "USE"], keyRows);
  return `${off}${line}\n${keyTable}${renderTable(["MASTER", "HAS", "NOTE"], rows)}`;
};
