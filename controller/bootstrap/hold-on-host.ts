import { setTimeout as sleep } from "node:timers/promises";
import { sshConnectionLost } from "../../shared/errors/ssh-errors.ts";
import type { SshSession } from "./ssh-session.ts";

/** Something of ours on a host that lasts no longer than this program and its connection. */
export interface HostHold {
  /** The first line that the script has printed. */
  readonly said: string;
  /** Aborts, with `SSH_CONNECTION_LOST`, when the host has let go of it by itself. */
  readonly lost: AbortSignal;
  /** Lets go of it and waits until the host has done so. Never throws: the host does it without us too. */
  readonly release: () => Promise<void>;
}

export interface HoldScript {
  /** For errors, as in `SshCommand`. */
  readonly step: string;
  /** What is held, for people: `the staged agent`. */
  readonly what: string;
  /** Fixed text for `sh -c`, as root: takes hold, prints a line, does `WAIT_FOR_END`, lets go. */
  readonly script: string;
  readonly args?: readonly string[];
}

/** How long a host waits for a sign of life before it lets go. */
export const SILENCE_LIMIT_SECONDS = 60;

/**
 * Part of such a script: reads signs of life until the program at the other end is gone, which ends
 * the input at once, or the network, which nobody tells.
 */
export const WAIT_FOR_END = `while [ -n "$(timeout ${SILENCE_LIMIT_SECONDS} head -c 1)" ]; do :; done`;

const BEAT_MS = 15_000;
const LONGEST_MS = 24 * 3_600_000;
const RELEASE_LIMIT_MS = 20_000;

/** Runs such a script for as long as wanted; throws what the script's end before its first line means. */
export const holdOnHost = async (session: SshSession, hold: HoldScript): Promise<HostHold> => {
  const released = new AbortController();
  const given = new AbortController();
  const lost = new AbortController();
  const line = createFirstLine();
  const ended = session.runAsRoot({
    step: hold.step,
    argv: ["sh", "-c", hold.script, "sh", ...(hold.args ?? [])],
    input: beat(released.signal),
    limitMs: LONGEST_MS,
    signal: given.signal,
    onOutput: line.push,
  });
  const over = ended.then(line.end, line.end).then(() => {
    if (released.signal.aborted) return;
    const { name: host } = session.target;
    lost.abort(sshConnectionLost({ host, what: hold.what, limitSeconds: SILENCE_LIMIT_SECONDS }));
  });
  const said = await line.first;
  // Without a line it has failed, and says why itself.
  if (said === undefined) await ended;
  return {
    said: said ?? "",
    lost: lost.signal,
    release: async () => {
      released.abort();
      const timer = setTimeout(() => given.abort(), RELEASE_LIMIT_MS);
      await over;
      clearTimeout(timer);
    },
  };
};

/** A byte now and then; the end of it is the end of the hold. */
async function* beat(released: AbortSignal): AsyncGenerator<Uint8Array> {
  while (!released.aborted) {
    yield Buffer.from(".");
    await sleep(BEAT_MS, undefined, { signal: released }).catch(() => undefined);
  }
}

const createFirstLine = () => {
  let text = "";
  // Promise.withResolvers is missing in Node 20, on which the CLI runs too.
  let settle: (line: string | undefined) => void = () => undefined;
  const first = new Promise<string | undefined>((resolve) => (settle = resolve));
  return {
    first,
    push: (piece: string): void => {
      text += piece;
      const at = text.indexOf("\n");
      if (at >= 0) settle(text.slice(0, at));
    },
    end: (): void => settle(undefined),
  };
};
