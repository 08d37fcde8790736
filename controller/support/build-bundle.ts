import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import { redactText } from "../../shared/redact/redact-text.ts";
import { redactValue } from "../../shared/redact/redact-value.ts";
import { mapLimited } from "../cluster/map-limited.ts";
import { type OpenedCluster, type OpenedMember, reachedMaster } from "../cluster/open-members.ts";
import { collectHost, type HostReport } from "./collect-host.ts";
import type { ArchiveEntry } from "./render-tar.ts";

export interface BundleOptions {
  /** Name of the folder in the archive. */
  readonly folder: string;
  /** Text of cluster.yml, as it is; absent: it could not be read as a file. */
  readonly clusterFile: string | undefined;
  readonly version: string;
  readonly nowMs: number;
  readonly logLines: number;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

export interface Bundle {
  readonly entries: readonly ArchiveEntry[];
  /** Hosts whose agent does not answer. */
  readonly failures: readonly HostFailure[];
  /** What hosts that answer could not give. */
  readonly missing: readonly {
    readonly host: string;
    readonly what: string;
    readonly reason: string;
  }[];
}

const PARALLEL = 16;

/** What is known of a cluster, from this machine and from every host that answers, without secrets. */
export const buildBundle = async (
  cluster: OpenedCluster,
  members: readonly OpenedMember[],
  options: BundleOptions,
): Promise<Bundle> => {
  // No host can take the room of another.
  const maxBytes = Math.floor(options.maxBytes / Math.max(1, members.length));
  const reports = await mapLimited(members, PARALLEL, (opened) =>
    readMember(opened, { ...options, maxBytes }),
  );
  const failures = reports.flatMap(({ failure }) => (failure === undefined ? [] : [failure]));
  const missing = reports.flatMap(({ host, report }) =>
    report.missing.map((one) => ({ host, ...one })),
  );
  const own = await ownEntries(cluster, options, { failures, missing });
  const ofHosts = reports.flatMap(({ host, report }) =>
    report.entries.map(({ path, text }) => ({ path: `hosts/${host}/${path}`, text })),
  );
  return {
    entries: [...own, ...ofHosts].map(({ path, text }) => ({
      path: `${options.folder}/${path}`,
      text,
    })),
    failures,
    missing,
  };
};

interface MemberReport {
  readonly host: string;
  readonly report: HostReport;
  readonly failure?: HostFailure;
}

const readMember = async (opened: OpenedMember, options: BundleOptions): Promise<MemberReport> => {
  const host = opened.member.name;
  const nothing = { entries: [], missing: [] };
  if ("error" in opened) return { host, report: nothing, failure: { host, error: opened.error } };
  return { host, report: await collectHost(opened.connection, options) };
};

const ownEntries = async (
  cluster: OpenedCluster,
  { clusterFile, version, nowMs, folder }: BundleOptions,
  { failures, missing }: Omit<Bundle, "entries">,
): Promise<readonly ArchiveEntry[]> => {
  const { content } = cluster.membership;
  const summary = {
    madeAt: new Date(nowMs).toISOString(),
    pharosctl: version,
    node: process.version,
    cluster: content.cluster,
    membership: content.number,
    kubernetesApi: await readApi(cluster),
    hosts: cluster.members.map((opened) => ({
      name: opened.member.name,
      role: opened.member.role,
      address: opened.member.address,
      answers: "connection" in opened,
    })),
    unreachable: failures.map(({ host, error }) => ({
      host,
      code: error.code,
      message: error.message,
    })),
    missing,
  };
  const entry = (path: string, value: unknown): ArchiveEntry => ({
    path,
    text: `${JSON.stringify(redactValue(value), undefined, 2)}\n`,
  });
  return [
    { path: "README.txt", text: readme(folder) },
    entry("summary.json", summary),
    entry("membership.json", content),
    ...(clusterFile === undefined ? [] : [{ path: "cluster.yml", text: redactText(clusterFile) }]),
  ];
};

/** Nodes as the API tells them, or why it does not. */
const readApi = async (cluster: OpenedCluster): Promise<unknown> => {
  const master = reachedMaster(cluster);
  if (master === undefined) return { answers: false, reason: "no master's agent answers" };
  try {
    return { answers: true, ...(await master.cluster.getClusterStatus({})) };
  } catch (error) {
    const { code, message } = toPharosError(error);
    return { answers: false, reason: `${code}: ${message}` };
  }
};

const readme = (folder: string): string =>
  [
    folder,
    "",
    "summary.json      the cluster, which hosts answered, and what could not be had",
    "membership.json   who belongs to the cluster",
    "cluster.yml       as it was on the administrator's machine",
    "hosts/NAME        facts, spec, certificates (without keys), runs and events, settings (files),",
    "                  states of units, disks, network, and the ends of logs",
    "",
    "Private keys, tokens, passwords and credentials were taken out: [secret] stands in their place.",
    "Names and addresses of hosts, labels and image names are in it. Look through it before you",
    "give it to others.",
    "",
  ].join("\n");
