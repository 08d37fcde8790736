import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import type { AuditEntry } from "../../shared/spec/audit.ts";
import { fromWireAuditEntry } from "../../shared/spec/audit-wire.ts";
import type { OpenedMember } from "../cluster/open-members.ts";

export interface AuditOfHost {
  readonly host: string;
  /** Oldest first. */
  readonly entries: readonly AuditEntry[];
}

/** The audit logs of hosts, as they are on their disks. */
export const collectAudit = async (
  members: readonly OpenedMember[],
  signal: AbortSignal,
): Promise<{
  readonly hosts: readonly AuditOfHost[];
  readonly failures: readonly HostFailure[];
}> => {
  const answers = await Promise.all(members.map((opened) => readHost(opened, signal)));
  return {
    hosts: answers.flatMap((answer) => ("error" in answer ? [] : [answer])),
    failures: answers.flatMap((answer) => ("error" in answer ? [answer] : [])),
  };
};

const readHost = async (
  opened: OpenedMember,
  signal: AbortSignal,
): Promise<AuditOfHost | HostFailure> => {
  const host = opened.member.name;
  try {
    if ("error" in opened) throw opened.error;
    const entries: AuditEntry[] = [];
    for await (const wireEntry of opened.connection.audit.readAudit({}, { signal })) {
      const entry = fromWireAuditEntry(wireEntry);
      if (entry !== undefined) entries.push(entry);
    }
    return { host, entries };
  } catch (error) {
    return { host, error: toPharosError(error) };
  }
};
