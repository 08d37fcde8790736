import { join } from "node:path";
import * as z from "zod";
import type { AuditHead } from "../../shared/spec/audit.ts";
import { readKeystoreFile, replaceFile } from "../keystore/keystore-file.ts";

const Heads = z.record(z.string(), z.object({ sequence: z.int(), hash: z.string() }));

/** Where the logs of hosts were seen to end, by host; kept with the cluster's keys, out of the hosts' reach. */
export type AuditHeads = ReadonlyMap<string, AuditHead>;

const FILE = "audit-heads.json";

/** A file that cannot be read is none: what it knew is lost, not the log. */
export const readAuditHeads = async (folder: string): Promise<AuditHeads> => {
  const text = (await readKeystoreFile(folder, FILE)) ?? "{}";
  try {
    return new Map(Object.entries(Heads.parse(JSON.parse(text))));
  } catch {
    return new Map();
  }
};

export const writeAuditHeads = async (folder: string, heads: AuditHeads): Promise<void> =>
  replaceFile(join(folder, FILE), `${JSON.stringify(Object.fromEntries(heads), undefined, 2)}\n`);

/** The agents of these hosts were just installed: their logs begin anew. */
export const forgetAuditHeads = async (folder: string, hosts: readonly string[]): Promise<void> => {
  const heads = await readAuditHeads(folder);
  if (!hosts.some((host) => heads.has(host))) return;
  await writeAuditHeads(folder, new Map([...heads].filter(([host]) => !hosts.includes(host))));
};
