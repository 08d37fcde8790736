import type { UnitState } from "../units.ts";

/** What `systemctl show` is asked for. */
export const UNIT_PROPERTIES = [
  "LoadState",
  "ActiveState",
  "UnitFileState",
  "NeedDaemonReload",
  "FragmentPath",
  "DropInPaths",
  "ExecMainStartTimestamp",
  "ExecMainStartTimestampMonotonic",
  "ActiveEnterTimestamp",
  "ActiveEnterTimestampMonotonic",
  "StateChangeTimestamp",
  "StateChangeTimestampMonotonic",
  "Job",
] as const;

/**
 * Reads `systemctl show`. Times are taken from `--timestamp=us+utc`, or, if `monotonicStartMs` (when the
 * monotonic clock was 0) is given, from the monotonic ones.
 */
export const parseUnit = (text: string, monotonicStartMs?: number): UnitState => {
  const properties = parseProperties(text);
  const get = (name: (typeof UNIT_PROPERTIES)[number]): string => properties.get(name) ?? "";
  const startedAtMs =
    monotonicStartMs === undefined
      ? (parseTime(get("ExecMainStartTimestamp")) ?? parseTime(get("ActiveEnterTimestamp")))
      : (parseMonotonic(get("ExecMainStartTimestampMonotonic"), monotonicStartMs) ??
        parseMonotonic(get("ActiveEnterTimestampMonotonic"), monotonicStartMs));
  // The end of a reload is the last change of state of a unit that runs; it has no time of its own.
  const changedAtMs =
    monotonicStartMs === undefined
      ? parseTime(get("StateChangeTimestamp"))
      : parseMonotonic(get("StateChangeTimestampMonotonic"), monotonicStartMs);
  // A stop at the beginning of a restart, or a boot that has not come to it yet: a job will start it.
  const isQueued = Number(get("Job")) > 0 && get("ActiveState") === "inactive";
  const active = isQueued ? "activating" : toActive(get("ActiveState"));
  return {
    load: toLoad(get("LoadState")),
    active,
    enabled: toEnabled(get("UnitFileState")),
    needsReload: get("NeedDaemonReload") === "yes",
    files: [get("FragmentPath"), ...get("DropInPaths").split(" ")].filter((path) => path !== ""),
    ...(startedAtMs === undefined ? {} : { startedAtMs }),
    ...(changedAtMs === undefined || active !== "active" ? {} : { reloadedAtMs: changedAtMs }),
  };
};

/** `Name=value` lines of `systemctl show`. */
export const parseProperties = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split("\n").flatMap((line) => {
      const end = line.indexOf("=");
      return end < 0 ? [] : [[line.slice(0, end), line.slice(end + 1)] as const];
    }),
  );

/** `Sat 2025-11-22 14:37:44.123456 UTC`. */
const parseTime = (text: string): number | undefined => {
  const parts = /(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d+)? UTC/.exec(text);
  if (parts === null) return undefined;
  const [, date = "", time = "", fraction = "0"] = parts;
  return Date.parse(`${date}T${time}Z`) + Number(fraction) * 1000;
};

const parseMonotonic = (text: string, startMs: number): number | undefined => {
  const microseconds = Number(text);
  return microseconds > 0 ? startMs + microseconds / 1000 : undefined;
};

const toLoad = (text: string): UnitState["load"] => {
  switch (text) {
    case "loaded":
    case "not-found":
    case "masked":
      return text;
    case "stub":
    case "merged":
      return "loaded";
    default:
      return "error";
  }
};

const toActive = (text: string): UnitState["active"] => {
  switch (text) {
    case "active":
    case "failed":
    case "activating":
    case "deactivating":
      return text;
    case "reloading":
    case "refreshing":
      return "active";
    default:
      return "inactive";
  }
};

const toEnabled = (text: string): UnitState["enabled"] => {
  switch (text) {
    case "enabled":
    case "disabled":
    case "static":
    case "masked":
      return text;
    case "":
      return "disabled";
    case "indirect":
    case "generated":
      return "static";
    default:
      return "other";
  }
};
