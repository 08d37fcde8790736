import { countOf } from "../../shared/errors/count-of.ts";
import { adoptionNotices } from "./adoption-notices.ts";
import { describeLeftOut } from "./apply-scope.ts";
import { renderIssue } from "../config/config-issue.ts";
import type { LoadedConfig } from "../config/load-cluster-config.ts";
import type { Keystore } from "../keystore/keystore.ts";
import { renderKeyNotice } from "../rotation/key-rotation-report.ts";
import { firewallNotices } from "./firewall-notices.ts";
import type { PreparedApply } from "./prepare-apply.ts";

/** What a person should know besides the plan: warnings, members that do not answer, members that are not in the file. */
export const renderNotices = (
  loaded: Pick<LoadedConfig, "warnings" | "file">,
  prepared: Pick<
    PreparedApply,
    "warnings" | "unreachable" | "missing" | "hosts" | "takeover" | "scope" | "encryption"
  > & {
    readonly session: {
      readonly keystore: Pick<Keystore, "intermediatesEndAt" | "isRenewalDue">;
    };
  },
  now: Date,
): string => {
  const lines = [
    ...loaded.warnings.map((issue) => `warning: ${renderIssue(loaded.file, issue)}`),
    ...takeoverNotices(prepared.takeover),
    ...adoptionNotices(prepared.hosts),
    ...authorityNotices(prepared.session.keystore, now),
    ...keyNotices(prepared.encryption),
    ...hostWarnings(prepared.warnings),
    ...firewallNotices(prepared.hosts),
    ...prepared.unreachable.map(
      ({ host, error }) => `warning: ${host} is left out of this run: ${error.message}`,
    ),
    ...leftOutNotices(prepared.scope),
    ...prepared.missing.map(
      (name) =>
        `notice: ${name} is a member but not in cluster.yml; it stays until \`pharosctl hosts remove ${name}\``,
    ),
  ];
  return lines.map((line) => `${line}\n`).join("");
};

const takeoverNotices = (takeover: PreparedApply["takeover"]): readonly string[] => {
  if (takeover === undefined) return [];
  const { inherited, hosts, left } = takeover;
  const { name, id } = inherited.cluster;
  return [
    `warning: an apply takes the cluster ${name} (${id}) over: ${countOf(hosts, "host")} ${hosts === 1 ? "gets" : "get"} new keys, and nobody reaches ${hosts === 1 ? "it" : "them"} with the old ones`,
    ...left.map(
      (host) =>
        `warning: ${host} belongs to ${name} and is not in cluster.yml: it goes on to obey the old keys`,
    ),
  ];
};

const leftOutNotices = (scope: PreparedApply["scope"]): readonly string[] => {
  const leftOut = describeLeftOut(scope);
  return leftOut === ""
    ? []
    : [`notice: --only leaves out ${leftOut}: \`pharosctl apply\` does the rest`];
};

const keyNotices = (encryption: PreparedApply["encryption"]): readonly string[] =>
  encryption?.keys.rotation === undefined
    ? []
    : [`notice: ${renderKeyNotice(encryption.keys.rotation)}`];

const WARNING_MS = 60 * 24 * 3_600_000;

const authorityNotices = (
  { intermediatesEndAt, isRenewalDue }: Pick<Keystore, "intermediatesEndAt" | "isRenewalDue">,
  now: Date,
): readonly string[] => {
  const end = intermediatesEndAt.toISOString().slice(0, 10);
  if (isRenewalDue) {
    return [`notice: an apply renews the cluster's intermediate certificates, which end on ${end}`];
  }
  return intermediatesEndAt.getTime() - now.getTime() < WARNING_MS
    ? [
        `warning: the cluster's intermediate certificates end on ${end}: bring root.key back to the cluster's folder and apply, else agents and operators lock each other out`,
      ]
    : [];
};

/** What is the same on several hosts is said once. */
const hostWarnings = (warnings: PreparedApply["warnings"]): readonly string[] => {
  const hostsOf = new Map<string, readonly string[]>();
  for (const { host, message, hint } of warnings) {
    const text = `${message} (${hint})`;
    hostsOf.set(text, [...(hostsOf.get(text) ?? []), host]);
  }
  return [...hostsOf].map(([text, hosts]) => `warning: ${placesOf(hosts)}: ${text}`);
};

const MANY_HOSTS = 8;

/** What is said is said of one host. */
const placesOf = (hosts: readonly string[]): string => {
  if (hosts.length === 1) return hosts.join("");
  if (hosts.length <= MANY_HOSTS) return `each of ${hosts.join(", ")}`;
  const first = hosts.slice(0, MANY_HOSTS).join(", ");
  return `each of ${hosts.length} hosts (${first} and ${hosts.length - MANY_HOSTS} more)`;
};
