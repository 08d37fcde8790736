/** A copy of a snapshot in a store, as its name tells. */
export interface SnapshotCopy {
  /** Without the folder. */
  readonly name: string;
  /** Name of the master that took the snapshot. */
  readonly host: string;
  readonly takenAtMs: number;
  readonly isEncrypted: boolean;
}

const ENDING = ".snapshot";
const ENCRYPTED = ".encrypted";
const NAME =
  /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z-([a-z0-9][a-z0-9.-]*)\.snapshot(\.encrypted)?$/;

/** Where a cluster's copies are in the bucket, with a slash at its end: two clusters never meet. */
export const copyFolder = (prefix: string, clusterId: string): string =>
  prefix === "" ? `${clusterId}/` : `${prefix}/${clusterId}/`;

/** No two masters' copies have one name. */
export const toCopyName = ({
  host,
  takenAtMs,
  isEncrypted,
}: Omit<SnapshotCopy, "name">): string => {
  const time = new Date(takenAtMs).toISOString().replaceAll(/[:.]/g, "-");
  return `${time}-${host}${ENDING}${isEncrypted ? ENCRYPTED : ""}`;
};

/** `undefined`: an object that is none of ours. */
export const parseCopyName = (name: string): SnapshotCopy | undefined => {
  const [, day, hour, minute, second, ms, host, ending] = NAME.exec(name) ?? [];
  const takenAtMs = Date.parse(`${day}T${hour}:${minute}:${second}.${ms}Z`);
  if (host === undefined || Number.isNaN(takenAtMs)) return undefined;
  return { name, host, takenAtMs, isEncrypted: ending === ENCRYPTED };
};
