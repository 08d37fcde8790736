import { createHash } from "node:crypto";
import * as z from "zod/mini";
import type { Host, HostReader } from "../host/host.ts";
import { CONFIRMED_RULES_PATH } from "./firewall-paths.ts";

const confirmedRules = z.object({
  /** Hex SHA-256 of the file that nft was given. */
  sha256: z.string(),
  /** How nft lists them: its releases differ in how they write the same rules. */
  listing: z.string(),
});
export type ConfirmedRules = z.infer<typeof confirmedRules>;

/** The rules with which this host was last seen to be reachable; a broken record is none. */
export const readConfirmedRules = async (host: HostReader): Promise<ConfirmedRules | undefined> => {
  const text = await host.files.read(CONFIRMED_RULES_PATH);
  if (text === undefined) return undefined;
  try {
    return confirmedRules.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

export const writeConfirmedRules = (host: Host, text: string, listing: string): Promise<void> =>
  host.files.write(CONFIRMED_RULES_PATH, JSON.stringify({ sha256: digestOf(text), listing }), {
    mode: 0o600,
  });

export const isConfirmed = (known: ConfirmedRules | undefined, text: string): boolean =>
  known?.sha256 === digestOf(text);

const digestOf = (text: string): string => createHash("sha256").update(text).digest("hex");
