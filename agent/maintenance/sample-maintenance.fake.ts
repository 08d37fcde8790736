import type { MaintenanceSpec, RebootSpec } from "../../shared/spec/maintenance-spec.ts";

export const rebootSpec = (over: Partial<RebootSpec> = {}): RebootSpec => ({
  sentinel: "/var/run/reboot-required",
  periodMs: 60_000,
  windows: [],
  latestStartMs: 0,
  drain: { enabled: true, timeoutMs: 900_000, delayMs: 0, skipWaitForDeleteMs: 0 },
  force: false,
  rebootDelayMs: 0,
  lockTtlMs: 24 * 3_600_000,
  releaseDelayMs: 0,
  blockingPodSelectors: [],
  annotate: false,
  labelsBefore: {},
  labelsAfter: {},
  ...over,
});

export const maintenanceSpec = (over: Partial<MaintenanceSpec> = {}): MaintenanceSpec => ({
  windows: [],
  budget: 1,
  reboots: rebootSpec(),
  ...over,
});
