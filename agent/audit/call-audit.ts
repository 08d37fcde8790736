import type { PeerIdentity } from "../../shared/pki/peer-identity.ts";
import type { CallAudit } from "../../shared/rpc/call-audit.ts";
import type { RpcPath } from "../../shared/rpc/gen/rpc-path.ts";
import { roleTable } from "../../shared/rpc/role-table.ts";
import type { AuditLog } from "./audit-log.ts";

/** Refusals beyond so many a minute are only counted: whoever knocks must not push the others out of the log. */
const REFUSALS_A_MINUTE = 60;
const MINUTE_MS = 60_000;

/**
 * Notes calls before they are done and when they are over, and those that are refused. What a viewer
 * may ask changes and reveals nothing, and is not noted; nor what follows from something that is.
 */
export const createCallAudit = (log: Pick<AuditLog, "append">, nowMs: () => number): CallAudit => {
  let minute = { startMs: nowMs(), count: 0 };
  return {
    begin: async (path, peer, request) => {
      if (!isAudited(path)) return undefined;
      const call = { ...nameOf(peer), method: methodOf(path), target: targetOf(request) };
      const began = await log.append({ ...call, step: "begun", outcome: "", began: 0 });
      return async (outcome) => {
        await log.append({ ...call, target: {}, step: "ended", outcome, began: began ?? 0 });
      };
    },
    refused: async (path, peer, outcome) => {
      if (nowMs() - minute.startMs >= MINUTE_MS) minute = { startMs: nowMs(), count: 0 };
      minute.count += 1;
      if (minute.count > REFUSALS_A_MINUTE) return;
      const call = { ...nameOf(peer), method: methodOf(path), target: {} };
      await log.append({ ...call, step: "refused", outcome, began: 0 });
    },
  };
};

/** Heartbeats, parts of one build or snapshot, looks that change nothing. */
const NOT_NOTED: readonly RpcPath[] = [
  "/pharos.v1.CoordinationService/RenewLock",
  "/pharos.v1.UpdateService/PutBuildPart",
  "/pharos.v1.EtcdService/PutSnapshotPart",
  "/pharos.v1.SpecService/Plan",
  "/pharos.v1.AuditService/ReadAudit",
];

const isAudited = (path: RpcPath): boolean =>
  !roleTable[path].includes("viewer") && !NOT_NOTED.includes(path);

const methodOf = (path: RpcPath): string => path.replace("/pharos.v1.", "").replace("/", ".");

const nameOf = (peer: PeerIdentity | undefined): { who: string; serial: string } => {
  switch (peer?.kind) {
    case undefined:
      return { who: "unknown", serial: "" };
    case "agent":
      return { who: `agent ${peer.host}`, serial: peer.serial };
    case "operator":
      return { who: `operator ${peer.name} (${peer.role})`, serial: peer.serial };
  }
};

/** Only these are written down: no field that may hold a secret gets in by being new. */
const TOLD = [
  "run",
  "profile",
  "holder",
  "purpose",
  "reason",
  "name",
  "user",
  "host",
  "counter",
  "use",
  "build",
  "disruptive",
  "ttlMs",
  "ttlSeconds",
  "forMs",
  "fencingNumber",
];
const LONGEST = 200;

const targetOf = (request: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(request ?? {}).flatMap(([name, value]: [string, unknown]) =>
      TOLD.includes(name) && ["string", "number", "boolean"].includes(typeof value)
        ? [[name, String(value).slice(0, LONGEST)]]
        : [],
    ),
  );
