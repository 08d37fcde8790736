import type { HostFailure, PharosError } from "../../shared/errors/pharos-error.ts";
import { phaseInterrupted, phaseNeeded, runInterrupted } from "../../shared/errors/run-errors.ts";
import { wasStopped } from "../progress/is-consequence.ts";
import type { InterruptibleRun } from "./tell-interruption.ts";

/** The one error of a run that Ctrl-C has ended: who stopped, and what had failed by itself. */
export const summarizeInterruption = (
  { verb, run }: Omit<InterruptibleRun, "config">,
  hosts: readonly string[],
  failures: readonly HostFailure[],
): PharosError => {
  const failed = failures.filter(({ error }) => !isStop(error));
  const hasMore = new Set(failures.filter(({ error }) => isStop(error)).map(toHost));
  const stopped = hosts.filter((host) => hasMore.has(host));
  const touched = new Set(failures.map(toHost));
  const through = hosts.filter((host) => !touched.has(host));
  return runInterrupted(
    { verb, run, stopped: listNames(stopped), through: listNames(through) },
    { hosts: failed },
  );
};

const toHost = ({ host }: HostFailure): string => host;

/** What the interruption itself has brought about. */
const isStop = (error: PharosError): boolean =>
  phaseInterrupted.is(error) || phaseNeeded.is(error) || wasStopped(error);

const SHOWN = 8;

const listNames = (names: readonly string[]): string =>
  names.length <= SHOWN
    ? names.join(", ")
    : `${names.slice(0, SHOWN).join(", ")} and ${names.length - SHOWN} more`;
