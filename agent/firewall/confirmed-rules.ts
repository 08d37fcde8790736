import { createHash } from "node:crypto";
import * as z from "zod/mini";
import type { AddressSet, FilterRule, FilterRules } from "../../shared/firewall/filter-rules.ts";
import { renderTableFile } from "../../shared/firewall/render-table.ts";
import type { Host, HostReader } from "../host/host.ts";
import { CONFIRMED_RULES_PATH } from "./firewall-paths.ts";

const confirmedRules = z.object({
  /** Hex SHA-256 of the rules, whoever the members are. */
  sha256: z.string(),
  /** The same of the file that nft was given. */
  fileSha256: z.string(),
  /** How nft lists what is in that file: its releases differ in how they write the same rules. */
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

export const writeConfirmedRules = (
  host: Host,
  rules: FilterRules,
  listing: string,
): Promise<void> => {
  const record: ConfirmedRules = {
    sha256: digestOf(withoutMembers(rules)),
    fileSha256: digestOf(rules),
    listing,
  };
  return host.files.write(CONFIRMED_RULES_PATH, JSON.stringify(record), { mode: 0o600 });
};

/** Another member is no other rule: SSH and the agent are open to everybody, members or not. */
export const isConfirmed = (known: ConfirmedRules | undefined, rules: FilterRules): boolean =>
  known?.sha256 === digestOf(withoutMembers(rules));

/** How nft lists exactly the rules of this file, if they were loaded last. */
export const knownListing = (known: ConfirmedRules | undefined, file: string): string | undefined =>
  known?.fileSha256 === sha256(file) ? known.listing : undefined;

const digestOf = (rules: FilterRules): string => sha256(renderTableFile(rules));

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

const OF_MEMBERSHIP: readonly string[] = ["members", "masters"];

const withoutMembers = ({ nodePorts, input }: FilterRules): FilterRules => ({
  nodePorts: nodePorts.map(withoutEntries),
  input: input.map(withoutEntries),
});

const withoutEntries = (rule: FilterRule): FilterRule => {
  const { source } = rule.match;
  if (source === undefined || !OF_MEMBERSHIP.includes(source.name)) return rule;
  const empty: AddressSet = { name: source.name, entries: [] };
  return { ...rule, match: { ...rule.match, source: empty } };
};
