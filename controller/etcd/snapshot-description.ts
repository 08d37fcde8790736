import * as z from "zod";

/** What stands at the beginning of a snapshot: whose it is and when it was taken. */
export const snapshotDescription = z.object({
  format: z.literal(1),
  cluster: z.object({ id: z.string(), name: z.string() }),
  takenAt: z.iso.datetime(),
  /** Name of the master whose member gave it. */
  member: z.string(),
  etcdVersion: z.string(),
  /** Of the store. */
  revision: z.number(),
  /** Names of all members. */
  members: z.array(z.string()).readonly(),
});

export type SnapshotDescription = Readonly<z.infer<typeof snapshotDescription>>;

/** What stands at its end: without it the file was cut. */
export const snapshotEnd = z.object({
  /** Of the database without the hash that etcd adds; hex. */
  sha256: z.string(),
  /** Of the database with that hash. */
  bytes: z.number(),
});

export type SnapshotEnd = Readonly<z.infer<typeof snapshotEnd>>;

/** Names of the parts, in their order; a `tar` unpacks them, and etcdctl takes the database as it is. */
export const snapshotPaths = {
  description: "snapshot.json",
  keys: "pki/",
  database: "etcd.db",
  end: "end.json",
} as const;

/** SHA-256, which etcd puts after the database. */
export const HASH_BYTES = 32;
