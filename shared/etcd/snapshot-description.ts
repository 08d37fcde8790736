import * as z from "zod";
import type { SnapshotDescription, SnapshotEnd } from "../../shared/etcd/snapshot-archive.ts";

export const snapshotDescription: z.ZodType<SnapshotDescription> = z.object({
  format: z.literal(1),
  cluster: z.object({ id: z.string(), name: z.string() }),
  takenAt: z.iso.datetime(),
  member: z.string(),
  etcdVersion: z.string(),
  revision: z.number(),
  members: z.array(z.string()).readonly(),
});

export const snapshotEnd: z.ZodType<SnapshotEnd> = z.object({
  sha256: z.string(),
  bytes: z.number(),
});
