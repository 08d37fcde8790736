import * as z from "zod/mini";
import type { SnapshotDescription, SnapshotEnd } from "./snapshot-archive.ts";

export const snapshotDescription: z.ZodMiniType<SnapshotDescription> = z.object({
  format: z.literal(1),
  cluster: z.object({ id: z.string(), name: z.string() }),
  takenAt: z.iso.datetime(),
  member: z.string(),
  etcdVersion: z.string(),
  revision: z.number(),
  members: z.readonly(z.array(z.string())),
});

export const snapshotEnd: z.ZodMiniType<SnapshotEnd> = z.object({
  sha256: z.string(),
  bytes: z.number(),
});
