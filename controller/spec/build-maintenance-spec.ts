import type {
  AlertsSpec,
  MaintenanceSpec,
  RebootSpec,
  TimeWindow,
  UpgradeSpec,
} from "../../shared/spec/maintenance-spec.ts";
import { KuredConfig } from "../config/schema/kured-config.ts";
import type { ClusterConfig } from "../config/cluster-config.ts";
import { parseTimeOfDay } from "../config/parse-time-of-day.ts";
import { parseDurationMs } from "../config/duration.ts";
import { sortKeys } from "./sort-keys.ts";

/** When this host may be disrupted, and by what. */
export const buildMaintenanceSpec = (config: ClusterConfig, hosts: number): MaintenanceSpec => {
  const kured = config.addons?.kured;
  const upgrades = config.addons?.["host-upgrades"];
  const reboots = wantedReboots(kured, upgrades);
  return {
    windows: config.maintenance.windows.map(({ days, start, end, time_zone: timeZone }) =>
      toWindow(days, start, end, timeZone),
    ),
    budget: toBudget(kured?.concurrency ?? 1, hosts),
    ...(reboots === undefined ? {} : { reboots }),
    ...(upgrades?.enabled === true ? { upgrades: toUpgrades(upgrades) } : {}),
    ...toEtcdSnapshots(config),
  };
};

/** An etcd outside has a keeper of its own. */
const toEtcdSnapshots = ({
  maintenance,
  etcd,
}: ClusterConfig): Pick<MaintenanceSpec, "etcdSnapshots"> => {
  const { etcd_snapshots: wanted } = maintenance;
  if (wanted === undefined || etcd !== undefined) return {};
  return { etcdSnapshots: { intervalMs: toMs(wanted.interval), keep: wanted.keep } };
};

/** Every spelling of a weekday begins with its two letters. */
const DAYS: readonly string[] = ["su", "mo", "tu", "we", "th", "fr", "sa"];
const DAY_MINUTES = 1440;

const toWindow = (
  days: Kured["reboot_days"],
  start: string,
  end: string,
  timeZone: string,
): TimeWindow => ({
  days: [...new Set(days.map(toDay))].toSorted((a, b) => a - b),
  startMinute: toMinute(start),
  // The last minute that can be written is the end of the day.
  endMinute: toMinute(end) === DAY_MINUTES - 1 ? DAY_MINUTES : toMinute(end),
  timeZone,
});

const toDay = (day: Kured["reboot_days"][number]): number =>
  typeof day === "number" ? day : DAYS.indexOf(day.slice(0, 2));

/** The schema lets no text through that is no time. */
const toMinute = (text: string): number => parseTimeOfDay(text) ?? 0;

const toBudget = (concurrency: number | string, hosts: number): number => {
  const text = String(concurrency);
  const count = text.endsWith("%") ? Math.floor((hosts * Number(text.slice(0, -1))) / 100) : text;
  return Math.min(Math.max(1, Number(count)), Math.max(1, hosts));
};

/** After upgrades hosts reboot as kured's defaults have it, where kured says nothing else. */
const wantedReboots = (
  kured: Kured | undefined,
  upgrades: HostUpgrades | undefined,
): RebootSpec | undefined => {
  if (kured?.enabled === true) return toReboots(kured);
  if (upgrades?.enabled !== true || !upgrades.reboot) return undefined;
  const spec = toReboots(KuredConfig.parse({}));
  return { ...spec, drain: { ...spec.drain, enabled: upgrades.drain } };
};

const toUpgrades = (upgrades: HostUpgrades): UpgradeSpec => {
  const { schedule, interval = WEEKLY, schedule_window: window, time_zone: timeZone } = upgrades;
  return {
    due:
      schedule === undefined
        ? { kind: "interval", intervalMs: toMs(interval) }
        : { kind: "cron", pattern: schedule, timeZone },
    ...(window === undefined ? {} : { windowMs: toMs(window) }),
    packages: upgrades.packages,
  };
};

const WEEKLY = "7d";

type Addons = NonNullable<ClusterConfig["addons"]>;
type HostUpgrades = NonNullable<Addons["host-upgrades"]>;
type Kured = NonNullable<Addons["kured"]>;

const toReboots = (kured: Kured): RebootSpec => {
  const { drain_grace_period: grace, drain_pod_selector: selector } = kured;
  const { reboot_sentinel_command: sentinelProgram, reboot_command: rebootProgram } = kured;
  const { notify_url: notifyUrl, blocking_pod_selectors: blockers } = kured;
  const { prefer_no_schedule_taint: waitingTaint } = kured;
  const alerts = toAlerts(kured);
  const kuredLock = toKuredLock(kured);
  return {
    sentinel: kured.reboot_sentinel,
    ...(sentinelProgram === undefined ? {} : { sentinelProgram }),
    periodMs: toMs(kured.period),
    windows: toOwnWindows(kured),
    latestStartMs: toMs(kured.latest_start),
    drain: {
      enabled: kured.drain,
      timeoutMs: toMs(kured.drain_timeout),
      delayMs: toMs(kured.drain_delay),
      ...(grace === undefined ? {} : { gracePeriodSeconds: grace }),
      ...(selector === undefined ? {} : { podSelector: selector }),
      skipWaitForDeleteMs: toMs(kured.skip_wait_for_delete_timeout),
    },
    force: kured.force_reboot,
    rebootDelayMs: toMs(kured.reboot_delay),
    ...(rebootProgram === undefined ? {} : { rebootProgram }),
    lockTtlMs: toMs(kured.lock_ttl),
    releaseDelayMs: toMs(kured.lock_release_delay),
    blockingPodSelectors: blockers,
    ...(alerts === undefined ? {} : { alerts }),
    annotate: kured.annotate_nodes,
    labelsBefore: sortKeys(kured.pre_reboot_node_labels),
    labelsAfter: sortKeys(kured.post_reboot_node_labels),
    ...(notifyUrl === undefined ? {} : { notifyUrl }),
    ...(kured.reboot_method === "signal" ? { rebootSignal: kured.reboot_signal } : {}),
    ...toMessages(kured),
    ...(waitingTaint === undefined ? {} : { waitingTaint }),
    ...(kuredLock === undefined ? {} : { kuredLock }),
  };
};

/** Agents know kured's own default. */
const toKuredLock = (kured: Kured): RebootSpec["kuredLock"] => {
  const { ds_namespace: namespace, ds_name: name, lock_annotation: annotation } = kured;
  const asEver = KuredConfig.parse({});
  const isDefault =
    namespace === asEver.ds_namespace &&
    name === asEver.ds_name &&
    annotation === asEver.lock_annotation;
  return isDefault ? undefined : { namespace, name, annotation };
};

const toMessages = (
  kured: Kured,
): Pick<RebootSpec, "drainMessage" | "rebootMessage" | "uncordonMessage"> => {
  const { message_template_drain: drainMessage, message_template_reboot: rebootMessage } = kured;
  const { message_template_uncordon: uncordonMessage } = kured;
  return {
    ...(drainMessage === undefined ? {} : { drainMessage }),
    ...(rebootMessage === undefined ? {} : { rebootMessage }),
    ...(uncordonMessage === undefined ? {} : { uncordonMessage }),
  };
};

/** The schema lets no text through that is no duration. */
const toMs = (text: string): number => parseDurationMs(text) ?? 0;

/** Every day from first to last minute is no window. */
const toOwnWindows = (kured: Kured): readonly TimeWindow[] => {
  const { reboot_days: days, start_time: start, end_time: end, time_zone: zone } = kured;
  const window = toWindow(days, start, end, zone);
  const { startMinute, endMinute } = window;
  const isAlways =
    window.days.length === DAYS.length && startMinute === 0 && endMinute === DAY_MINUTES;
  return isAlways ? [] : [window];
};

const toAlerts = (kured: Kured): AlertsSpec | undefined => {
  const { prometheus_url: url, alert_filter_regexp: pattern } = kured;
  if (url === undefined) return undefined;
  return {
    url,
    ...(pattern === undefined ? {} : { pattern }),
    matchOnly: kured.alert_filter_match_only,
    firingOnly: kured.alert_firing_only,
  };
};
