import type { PlannedPhase } from "../../controller/engine/phase.ts";
import type { Told } from "../support/run-story.ts";

/** How far copies of a host are apart: they begin alike and do not end alike. */
const APART_MS = 350;

/**
 * The run with as many hosts as `hostCount`: copies of its workers, each a little slower than the one
 * before; what comes after all workers have joined waits for the slowest.
 */
export const multiplyHosts = (run: readonly Told[], hostCount: number): readonly Told[] => {
  const hosts = [...new Set(run.flatMap(hostsOf))];
  const workers = hosts.filter((host) => host.startsWith("w"));
  const copies = Array.from({ length: Math.max(0, hostCount - hosts.length) }, (_, index) => ({
    of: workers[index % workers.length] ?? "",
    name: `w${workers.length + index + 1}`,
    lateMs: (index + 1) * APART_MS,
  }));
  const joinedMs = Math.max(
    ...run.filter((told) => workers.some((host) => isOf(told, host))).map(({ atMs }) => atMs),
  );
  const slowestMs = copies.length * APART_MS;
  const own = run.map((told) => ({
    ...withCopies(told, copies),
    atMs: told.atMs < joinedMs ? told.atMs : told.atMs + slowestMs,
  }));
  // Nobody is late before all phases are planned: the controller waits for that.
  const plannedMs = Math.max(
    ...run
      .filter((told) => "phase" in told && told.phase.type === "phases-planned")
      .map(({ atMs }) => atMs),
  );
  const added = copies.flatMap(({ of, name, lateMs }) =>
    run
      .filter((told) => isOf(told, of))
      .map((told) => renamed(told, name, told.atMs > plannedMs ? lateMs : 0)),
  );
  return [...own, ...added].toSorted((a, b) => a.atMs - b.atMs);
};

interface Copy {
  readonly of: string;
  readonly name: string;
}

const hostsOf = (told: Told): readonly string[] => {
  if ("record" in told) return [told.record.host];
  return "host" in told.phase ? [told.phase.host] : told.phase.phases.flatMap(({ hosts }) => hosts);
};

const isOf = (told: Told, host: string): boolean =>
  "record" in told ? told.record.host === host : "host" in told.phase && told.phase.host === host;

const withCopies = (told: Told, copies: readonly Copy[]): Told => {
  if ("record" in told || "host" in told.phase) return told;
  const phases = told.phase.phases.map((phase): PlannedPhase => ({
    ...phase,
    hosts: [
      ...phase.hosts,
      ...copies.filter(({ of }) => phase.hosts.includes(of)).map(({ name }) => name),
    ],
  }));
  return { atMs: told.atMs, phase: { type: "phases-planned", phases } };
};

const renamed = (told: Told, host: string, lateMs: number): Told => {
  const atMs = told.atMs + lateMs;
  if ("record" in told) return { atMs, record: { ...told.record, host } };
  return "host" in told.phase
    ? { atMs, phase: { ...told.phase, host } }
    : { atMs, phase: told.phase };
};
