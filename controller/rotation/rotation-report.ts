import { renderTable } from "../cli/render-table.ts";
import type { OpenedCluster } from "../cluster/open-members.ts";
import type { AuthoritiesState, RotationPhase } from "../keystore/authorities-state.ts";
import { type HostAuthorities, readHostAuthorities } from "./host-authorities.ts";

/** An exchange of authorities that is under way, at a glance. */
export interface RotationNotice {
  readonly phase: RotationPhase;
  /** It is being taken back. */
  readonly back: boolean;
  /** RFC 3339, UTC. */
  readonly startedAt: string;
}

/** What `certs rotate-ca -o json` prints. */
export interface RotationReport {
  readonly cluster: string;
  /** Absent: none is under way. */
  readonly rotation?: RotationNotice;
  /** How often hosts were told of their authorities. */
  readonly number: number;
  readonly hosts: readonly HostAuthorities[];
}

/** Spread into what a verb shows. */
export const noticeOf = ({
  rotation,
}: AuthoritiesState): { readonly rotation?: RotationNotice } => {
  if (rotation === undefined) return {};
  const { phase, back, startedAt } = rotation;
  return { rotation: { phase, back, startedAt } };
};

export const readRotation = async (cluster: OpenedCluster): Promise<RotationReport> => {
  const { authorities, cluster: record } = cluster.keystore;
  return {
    cluster: record.name,
    ...noticeOf(authorities),
    number: authorities.number,
    hosts: await readHostAuthorities(cluster),
  };
};

/** One line, without its end. */
export const renderNotice = ({ phase, back, startedAt }: RotationNotice): string => {
  const what = back ? "is being taken back" : "is under way";
  const next = `pharosctl certs rotate-ca${back ? " --back" : ""}`;
  return `an exchange of authorities of ${startedAt.slice(0, 10)} ${what}, at \`${phase}\`: \`${next}\` goes on`;
};

/** A line on the whole, and one for each host; `done`: what has come of an exchange that is over. */
export const renderRotation = (
  { rotation, hosts }: RotationReport,
  done = "no exchange of authorities is under way",
): string => {
  const head = ["HOST", "TRUSTS", "CERTIFICATE", "ISSUES", "NOTE"];
  const rows = hosts.map(({ host, trusts, certificate = "-", issues = "-", problem = "" }) => [
    host,
    trusts.length === 0 ? "-" : trusts.join(", "),
    certificate,
    issues,
    problem,
  ]);
  const line = rotation === undefined ? done : renderNotice(rotation);
  return `${line}\n${renderTable(head, rows)}`;
};
