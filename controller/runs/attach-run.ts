import { runNotFound } from "../../shared/errors/engine-errors.ts";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import type { AgentConnection } from "../../shared/rpc/connect.ts";
import type { RunRecord } from "../../shared/spec/run.ts";
import { fromWireRunRecord } from "../../shared/spec/run-record-wire.ts";
import { followRun } from "./follow-run.ts";
import type { OrderedRun } from "./ordered-run.ts";

export interface AttachPorts {
  readonly hosts: readonly { readonly name: string; readonly connection: AgentConnection }[];
  /** The run whose controller may still hand over parts of it. */
  readonly readOrderedRun: () => Promise<OrderedRun>;
  readonly report: (record: RunRecord) => void;
  readonly sleep: (ms: number) => Promise<void>;
  readonly elapsedMs: () => number;
  readonly signal: AbortSignal;
}

/**
 * Tells all records of a run on all hosts, from its start or (`sinceNow`) from this moment on, until
 * it is over everywhere. Answers which hosts could not be followed to the end.
 */
export const attachRun = async (
  run: string,
  sinceNow: boolean,
  ports: AttachPorts,
): Promise<readonly HostFailure[]> => {
  const isOrdered = askOften(run, ports);
  const ends = await Promise.all(
    ports.hosts.map(async ({ name, connection }): Promise<readonly HostFailure[]> => {
      try {
        const after = sinceNow ? await lastSequence(run, connection) : 0;
        const watch = (afterSequence: number) =>
          connection.runs.watchRun({ run, afterSequence }, { signal: ports.signal });
        for await (const wireRecord of followRun(after, { ...ports, isOrdered, watch })) {
          const record = fromWireRunRecord(wireRecord);
          if (record !== undefined) ports.report(record);
        }
        return [];
      } catch (error) {
        ports.signal.throwIfAborted();
        return [{ host: name, error: toPharosError(error) }];
      }
    }),
  );
  return ends.flat();
};

const lastSequence = async (run: string, { runs }: AgentConnection): Promise<number> => {
  try {
    return (await runs.getRun({ run })).records.at(-1)?.sequence ?? 0;
  } catch (error) {
    if (runNotFound.is(error)) return 0;
    throw error;
  }
};

const FRESH_MS = 400;
/** How long masters may be away before their last answer is no longer believed. */
const SILENT_MS = 5 * 60_000;

/** One question for all hosts that ask at about the same time: there may be a thousand. */
const askOften = (
  run: string,
  { readOrderedRun, elapsedMs }: AttachPorts,
): (() => Promise<boolean>) => {
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let known = { isOrdered: false, atMs: elapsedMs() };
  let answer = Promise.resolve(false);
  const ask = async (): Promise<boolean> => {
    const ordered = await readOrderedRun();
    if (ordered.isKnown) known = { isOrdered: ordered.run === run, atMs: elapsedMs() };
    return known.isOrdered && elapsedMs() - known.atMs < SILENT_MS;
  };
  return () => {
    if (elapsedMs() - askedAtMs < FRESH_MS) return answer;
    askedAtMs = elapsedMs();
    answer = ask();
    return answer;
  };
};
