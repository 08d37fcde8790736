import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import type { AgentConnection } from "../../shared/rpc/connect.ts";
import type { OpenedMember } from "../cluster/open-members.ts";
import { mergeByTime, type TimedItem } from "./merge-by-time.ts";

export interface ReadPorts {
  readonly signal: AbortSignal;
  readonly sleep: (ms: number) => Promise<void>;
  readonly elapsedMs: () => number;
  /** Told at once, since the others may go on for long. */
  readonly onFailure: (failure: HostFailure) => void;
}

export interface HostReading<Item> {
  /** The stream goes on until `signal`. */
  readonly follow: boolean;
  /** What one host tells, in the order of time. */
  readonly read: (host: string, connection: AgentConnection) => AsyncIterable<Item>;
}

/** What a slower host may be behind without what it tells coming out of order: agents gather a busy log for 500 ms. */
const FOLLOW_WINDOW_MS = 800;

/** What several hosts tell, in the order of time; ends when all have ended, or without an error by `signal`. */
export const readMembers = <Item extends TimedItem>(
  members: readonly OpenedMember[],
  { follow, read }: HostReading<Item>,
  { signal, sleep, elapsedMs, onFailure }: ReadPorts,
): AsyncIterable<Item> =>
  mergeByTime(
    members.map((opened) =>
      untilFailure(opened, read, (failure) => {
        if (!signal.aborted) onFailure(failure);
      }),
    ),
    { windowMs: follow ? FOLLOW_WINDOW_MS : Number.POSITIVE_INFINITY, sleep, elapsedMs },
  );

async function* untilFailure<Item>(
  opened: OpenedMember,
  read: HostReading<Item>["read"],
  onFailure: ReadPorts["onFailure"],
): AsyncGenerator<Item> {
  const host = opened.member.name;
  try {
    if ("error" in opened) throw opened.error;
    yield* read(host, opened.connection);
  } catch (error) {
    onFailure({ host, error: toPharosError(error) });
  }
}
