import type * as wire from "../rpc/gen/spec.ts";
import type {
  AlertsSpec,
  DrainSpec,
  EtcdSnapshotsSpec,
  KuredLockSpec,
  MaintenanceSpec,
  RebootSpec,
  TimeWindow,
  UpgradeSpec,
} from "./maintenance-spec.ts";
import { positive, required } from "./wire-reader.ts";

export const toWireMaintenance = (spec: MaintenanceSpec): wire.MaintenanceSpec => ({
  windows: spec.windows,
  budget: spec.budget,
  reboots: spec.reboots && toWireReboots(spec.reboots),
  upgrades: spec.upgrades && toWireUpgrades(spec.upgrades),
  etcdSnapshots: spec.etcdSnapshots,
});

/** Absent in specs of earlier versions: nothing is done by itself. Throws MESSAGE_INVALID. */
export const fromWireMaintenance = (spec: wire.MaintenanceSpec | undefined): MaintenanceSpec =>
  spec === undefined
    ? { windows: [], budget: 1 }
    : {
        windows: spec.windows.map(fromWireWindow),
        budget: positive(spec.budget, "MaintenanceSpec", "budget"),
        ...(spec.reboots && { reboots: fromWireReboots(spec.reboots) }),
        ...(spec.upgrades && { upgrades: fromWireUpgrades(spec.upgrades) }),
        ...(spec.etcdSnapshots && { etcdSnapshots: fromWireSnapshots(spec.etcdSnapshots) }),
      };

const fromWireSnapshots = ({ intervalMs, keep }: wire.EtcdSnapshotsSpec): EtcdSnapshotsSpec => ({
  intervalMs: positive(intervalMs, "EtcdSnapshotsSpec", "intervalMs"),
  keep: positive(keep, "EtcdSnapshotsSpec", "keep"),
});

const toWireReboots = (spec: RebootSpec): wire.RebootSpec => {
  const { sentinelProgram, rebootProgram, notifyUrl, drain, alerts } = spec;
  const { rebootSignal, drainMessage, rebootMessage, uncordonMessage } = spec;
  const { waitingTaint, kuredLock } = spec;
  const { gracePeriodSeconds, podSelector } = drain;
  return {
    ...spec,
    sentinelProgram,
    rebootProgram,
    notifyUrl,
    rebootSignal,
    drainMessage,
    rebootMessage,
    uncordonMessage,
    waitingTaint,
    kuredLock,
    drain: { ...drain, gracePeriodSeconds, podSelector },
    alerts: alerts && { ...alerts, pattern: alerts.pattern },
  };
};

const fromWireWindow = ({
  days,
  startMinute,
  endMinute,
  timeZone,
}: wire.TimeWindow): TimeWindow => ({
  days,
  startMinute,
  endMinute,
  timeZone,
});

const fromWireReboots = (spec: wire.RebootSpec): RebootSpec => ({
  sentinel: spec.sentinel,
  ...(spec.sentinelProgram !== undefined && { sentinelProgram: spec.sentinelProgram }),
  periodMs: positive(spec.periodMs, "RebootSpec", "periodMs"),
  windows: spec.windows.map(fromWireWindow),
  latestStartMs: spec.latestStartMs,
  drain: fromWireDrain(required(spec.drain, "RebootSpec", "drain")),
  force: spec.force,
  rebootDelayMs: spec.rebootDelayMs,
  ...(spec.rebootProgram !== undefined && { rebootProgram: spec.rebootProgram }),
  lockTtlMs: spec.lockTtlMs,
  releaseDelayMs: spec.releaseDelayMs,
  blockingPodSelectors: spec.blockingPodSelectors,
  ...(spec.alerts && { alerts: fromWireAlerts(spec.alerts) }),
  annotate: spec.annotate,
  labelsBefore: spec.labelsBefore,
  labelsAfter: spec.labelsAfter,
  ...(spec.notifyUrl !== undefined && { notifyUrl: spec.notifyUrl }),
  ...(spec.rebootSignal !== undefined && { rebootSignal: spec.rebootSignal }),
  ...(spec.drainMessage !== undefined && { drainMessage: spec.drainMessage }),
  ...(spec.rebootMessage !== undefined && { rebootMessage: spec.rebootMessage }),
  ...(spec.uncordonMessage !== undefined && { uncordonMessage: spec.uncordonMessage }),
  ...(spec.waitingTaint !== undefined && { waitingTaint: spec.waitingTaint }),
  ...(spec.kuredLock && { kuredLock: fromWireKuredLock(spec.kuredLock) }),
});

const fromWireKuredLock = ({ namespace, name, annotation }: wire.KuredLockSpec): KuredLockSpec => ({
  namespace,
  name,
  annotation,
});

const fromWireDrain = (spec: wire.DrainSpec): DrainSpec => ({
  enabled: spec.enabled,
  timeoutMs: positive(spec.timeoutMs, "DrainSpec", "timeoutMs"),
  delayMs: spec.delayMs,
  ...(spec.gracePeriodSeconds !== undefined && { gracePeriodSeconds: spec.gracePeriodSeconds }),
  ...(spec.podSelector !== undefined && { podSelector: spec.podSelector }),
  skipWaitForDeleteMs: spec.skipWaitForDeleteMs,
});

const fromWireAlerts = ({ url, pattern, matchOnly, firingOnly }: wire.AlertsSpec): AlertsSpec => ({
  url,
  ...(pattern !== undefined && { pattern }),
  matchOnly,
  firingOnly,
});

const toWireUpgrades = ({ due, windowMs, packages }: UpgradeSpec): wire.UpgradeSpec => {
  const rest = { windowMs, allPackages: packages === "all" };
  switch (due.kind) {
    case "interval":
      return { ...rest, due: "intervalMs", intervalMs: due.intervalMs };
    case "cron": {
      const { pattern, timeZone } = due;
      return { ...rest, due: "cron", cron: { pattern, timeZone } };
    }
  }
};

const fromWireUpgrades = (spec: wire.UpgradeSpec): UpgradeSpec => ({
  due: fromWireDue(spec),
  ...(spec.windowMs !== undefined && { windowMs: spec.windowMs }),
  packages: spec.allPackages ? "all" : "security",
});

const fromWireDue = (spec: wire.UpgradeSpec): UpgradeSpec["due"] => {
  switch (spec.due) {
    case "intervalMs": {
      const intervalMs = positive(spec.intervalMs, "UpgradeSpec", "intervalMs");
      return { kind: "interval", intervalMs };
    }
    case "cron": {
      const { pattern, timeZone } = spec.cron;
      return { kind: "cron", pattern, timeZone };
    }
    case undefined:
      return required<UpgradeSpec["due"]>(undefined, "UpgradeSpec", "due");
  }
};
