import type { Change, Disruption } from "../engine/change.ts";
import type { Ref } from "../engine/ref.ts";
import type { Task } from "../engine/task.ts";
import type { Host, HostReader } from "../host/host.ts";
import type { UnitState } from "../host/units.ts";
import type { UnitInput, UnitSpec } from "./unit-spec.ts";

export interface ObservedUnit {
  readonly shown: UnitState;
  /** Inputs that changed after it started, or after it last reloaded. */
  readonly restartFor: readonly Ref[];
  readonly reloadFor: readonly Ref[];
}

/** One systemd unit: what it should be doing, and whether it does so with what is on disk now. */
export const unit: Task<UnitSpec, ObservedUnit> = {
  kind: "unit",
  name: (spec) => spec.unit,
  title: (spec) => `${VERBS[spec.ensure]} ${spec.unit}`,
  reads: (spec) => [
    ...new Set([...refsOf(inputsOf(spec)), ...stoppersOf(spec), ...(spec.needs ?? [])]),
  ],
  writes: (spec) => [`unit:${spec.unit}`],
  check: async (host, spec) => {
    const shown = await host.units.show(spec.unit);
    if (spec.ensure !== "running") return { shown, restartFor: [], reloadFor: [] };
    const startedMs = shown.startedAtMs ?? Infinity;
    const reloadedMs = Math.max(startedMs, shown.reloadedAtMs ?? 0);
    return {
      shown,
      restartFor: await changedSince(host, spec.restartOn, startedMs),
      reloadFor: await changedSince(host, spec.reloadOn, reloadedMs),
    };
  },
  diff: (seen, spec) => {
    switch (spec.ensure) {
      case "running":
        return diffRunning(seen);
      case "stopped":
        return diffStopped(seen.shown);
      case "masked":
        return isMasked(seen.shown) || isActive(seen.shown) ? [] : [flip("masked", true)];
      case "unmasked":
        return isMasked(seen.shown) ? [flip("masked", false)] : [];
    }
  },
  apply: async (host, spec, changes) => {
    const fields = new Set(changes.map(({ field }) => field));
    if ((await host.units.show(spec.unit)).needsReload) await host.units.reloadDaemon();
    switch (spec.ensure) {
      case "running":
        return applyRunning(host, spec.unit, fields);
      case "stopped":
        return applyStopped(host, spec.unit, fields);
      case "masked":
        return host.units.mask(spec.unit);
      case "unmasked":
        return host.units.unmask(spec.unit);
    }
  },
  predict: (seen, spec, changed) => ({
    shown: stoppersOf(spec).some((ref) => changed.includes(ref))
      ? { ...seen.shown, active: "inactive" }
      : seen.shown,
    restartFor: refsOf(restartInputs(spec)).filter(
      (ref) => seen.restartFor.includes(ref) || changed.includes(ref),
    ),
    reloadFor: refsOf(reloadInputs(spec)).filter(
      (ref) => seen.reloadFor.includes(ref) || changed.includes(ref),
    ),
  }),
  leave: ({ shown }, spec, changes) =>
    spec.ensure === "running" && isUnsettled(shown)
      ? changes.map(({ field }) => ({ field, kind: "unsettled", reason: `it is ${shown.active}` }))
      : [],
  disruption: (changes, spec) => {
    const fields = changes.map(({ field }) => field);
    if (spec.ensure === "running" && fields.includes("restart"))
      return spec.restartDisruption ?? NONE;
    if (spec.ensure === "stopped" && fields.includes("active")) return spec.stopDisruption ?? NONE;
    return NONE;
  },
};

const NONE: Disruption = { level: "none", reason: "" };

const VERBS = { running: "run", stopped: "stop", masked: "mask", unmasked: "unmask" } as const;

const restartInputs = (spec: UnitSpec): readonly UnitInput[] =>
  spec.ensure === "running" ? (spec.restartOn ?? []) : [];

const reloadInputs = (spec: UnitSpec): readonly UnitInput[] =>
  spec.ensure === "running" ? (spec.reloadOn ?? []) : [];

const inputsOf = (spec: UnitSpec): readonly UnitInput[] => [
  ...restartInputs(spec),
  ...reloadInputs(spec),
];

const refsOf = (inputs: readonly UnitInput[]): readonly Ref[] => [
  ...new Set(inputs.map(({ ref }) => ref)),
];

const stoppersOf = (spec: UnitSpec): readonly Ref[] =>
  spec.ensure === "stopped" ? (spec.stoppedBy ?? []) : [];

/** Judged by ctime: a package's new program counts from its unpacking, whatever mtime it brings. */
const changedSince = async (
  host: HostReader,
  inputs: readonly UnitInput[] = [],
  sinceMs: number,
): Promise<readonly Ref[]> => {
  const stats = await Promise.all(inputs.map(({ path }) => host.files.stat(path)));
  return refsOf(inputs.filter((_, index) => (stats[index]?.changedAtMs ?? 0) > sinceMs));
};

const isActive = ({ active }: UnitState): boolean => active === "active";
const isUnsettled = ({ active }: UnitState): boolean =>
  active === "activating" || active === "deactivating";
const isMasked = ({ load, enabled }: UnitState): boolean =>
  load === "masked" || enabled === "masked";

/**
 * A unit that does not run has one change: that it will. Whether it is enabled or even exists is not
 * told apart, so that a plan made before its package is there reads like the journal afterwards.
 */
const diffRunning = ({ shown, restartFor, reloadFor }: ObservedUnit): readonly Change[] => {
  if (!isActive(shown)) return [flip("active", true)];
  const [restart] = restartFor;
  const [reload] = reloadFor;
  const changes: Change[] = [];
  if (isMasked(shown)) changes.push(flip("masked", false));
  if (shown.enabled === "disabled") changes.push(flip("enabled", true));
  if (restart !== undefined) changes.push({ field: "restart", after: "now", because: restart });
  else if (reload !== undefined) changes.push({ field: "reload", after: "now", because: reload });
  else if (shown.needsReload)
    changes.push({ field: "daemon-reload", before: "outdated", after: "current" });
  return changes;
};

const diffStopped = (shown: UnitState): readonly Change[] => [
  ...(shown.active === "active" || shown.active === "activating" ? [flip("active", false)] : []),
  ...(shown.enabled === "enabled" ? [flip("enabled", false)] : []),
];

const flip = (field: string, to: boolean): Change => ({
  field,
  before: to ? "no" : "yes",
  after: to ? "yes" : "no",
});

const applyRunning = async (
  host: Host,
  name: string,
  fields: ReadonlySet<string>,
): Promise<void> => {
  const starts = fields.has("active");
  if (starts || fields.has("masked")) await unmask(host, name);
  if (starts || fields.has("enabled")) await host.units.enable(name);
  if (starts) await host.units.start(name);
  if (fields.has("restart")) await host.units.restart(name);
  if (fields.has("reload")) await host.units.reload(name);
};

const unmask = async (host: Host, name: string): Promise<void> => {
  if (isMasked(await host.units.show(name))) await host.units.unmask(name);
};

const applyStopped = async (
  host: Host,
  name: string,
  fields: ReadonlySet<string>,
): Promise<void> => {
  if (fields.has("enabled")) await host.units.disable(name);
  if (fields.has("active")) await host.units.stop(name);
};
