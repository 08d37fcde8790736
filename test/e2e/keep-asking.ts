import { createSerialQueue } from "../../agent/state/serial-queue.ts";
import { waitUntil } from "../lab/wait-until.ts";
import type { Cli } from "./cli.ts";
import { readErrorDocument } from "./error-document.ts";
import { expectNone } from "./expectation.ts";

/** A CLI that asks every agent again and again while something else goes on. */
export interface Asking {
  /** Hosts that may be silent from now on. */
  readonly expectAway: (hosts: readonly string[]) => void;
  /** Asks nobody while something is done that cuts off who has begun before. */
  readonly holdDuring: <Result>(act: () => Promise<Result>) => Promise<Result>;
  /** Resolves when two more rounds that begin now are over. */
  readonly twoMore: () => Promise<void>;
  /** Ends it, and fails where a host that was expected did not answer. Gives how often all were asked. */
  readonly end: () => Promise<number>;
}

/** Asks by `certs status`, which is an error where one agent does not answer. */
export function keepAsking(cli: Cli): Asking {
  const failures: string[] = [];
  const end = new AbortController();
  let away: readonly string[] = [];
  let rounds = 0;
  const queue = createSerialQueue();
  const ask = async (): Promise<void> => {
    // Who went away while it asked is no failure; nor is who comes back only then.
    const before = away;
    const { code, stdout } = await cli.run("certs status", "-o", "json");
    rounds += 1;
    if (code === 0) return;
    const allowed = new Set([...before, ...away]);
    const silent = readErrorDocument(stdout).filter(({ host = "" }) => !allowed.has(host));
    failures.push(...silent.map(({ host, code: why }) => `round ${rounds}: ${host}: ${why}`));
  };
  const keep = async (): Promise<void> => {
    while (!end.signal.aborted) await queue(ask);
  };
  const kept = keep();
  return {
    holdDuring: (act) => queue(act),
    expectAway: (hosts) => {
      away = hosts;
    },
    twoMore: async () => {
      // The one that is under way may have begun before.
      const wanted = rounds + 3;
      await waitUntil("all agents to be asked twice", 60_000, async () => rounds >= wanted);
    },
    end: async () => {
      end.abort();
      await kept;
      expectNone("answers that failed", failures);
      return rounds;
    },
  };
}
