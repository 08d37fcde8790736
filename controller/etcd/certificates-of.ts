import type { ReadSnapshot } from "../../shared/etcd/read-snapshot.ts";

/** What of a snapshot's keys is no secret, and tells whose they are; PEM by file name. */
export const certificatesOf = ({
  keys,
}: Pick<ReadSnapshot, "keys">): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(keys).filter(([name]) => /\.(crt|pub)$/.test(name)));
