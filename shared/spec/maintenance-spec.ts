/** When a host may be disrupted, and what its agent does by itself about reboots and host upgrades. */
export interface MaintenanceSpec {
  /** For everything that disrupts; empty: always. */
  readonly windows: readonly TimeWindow[];
  /** Hosts of the whole cluster that may be disrupted at the same time, from 1; of masters always one. */
  readonly budget: number;
  /** Absent: the agent reboots nothing by itself. */
  readonly reboots?: RebootSpec;
  /** Absent: the agent upgrades nothing by itself. */
  readonly upgrades?: UpgradeSpec;
  /** Absent: masters take snapshots of etcd only before something is done to it. */
  readonly etcdSnapshots?: EtcdSnapshotsSpec;
}

/** Snapshots of etcd that each master takes by itself and keeps on its disk. */
export interface EtcdSnapshotsSpec {
  readonly intervalMs: number;
  /** From 1. */
  readonly keep: number;
}

/**
 * Whether hosts of the cluster take turns: what disrupts one by itself then waits for the others. Without
 * it nothing is disrupted that nobody asked for.
 */
export const takesTurns = ({ windows, reboots, upgrades }: MaintenanceSpec): boolean =>
  reboots !== undefined || upgrades !== undefined || windows.length > 0;

/** A time of day, on some days. */
export interface TimeWindow {
  /** Days on which it begins; 0 is Sunday. */
  readonly days: readonly number[];
  /** Minute of the day, 0 to 1439. */
  readonly startMinute: number;
  /** Minute of the day that is outside again, 1 to 1440; not above its start: on the next day. */
  readonly endMinute: number;
  /** IANA name. */
  readonly timeZone: string;
}

/** Reboots that packages ask for: what kured does, with its settings. */
export interface RebootSpec {
  /** A file that is there when a reboot is needed. */
  readonly sentinel: string;
  /** A program of the host that ends with 0 when a reboot is needed; absent: the file counts. */
  readonly sentinelProgram?: string;
  /** How often that is looked at. */
  readonly periodMs: number;
  /** Its own, besides those of all maintenance; empty: always. */
  readonly windows: readonly TimeWindow[];
  /** No host begins when less than this is left of a window. */
  readonly latestStartMs: number;
  readonly drain: DrainSpec;
  /** Reboots even when the drain did not come to its end. */
  readonly force: boolean;
  /** Between drain and reboot. */
  readonly rebootDelayMs: number;
  /** A program of the host that reboots it; absent: `systemctl reboot`. */
  readonly rebootProgram?: string;
  /** How long a host that did not come back counts as disrupted. */
  readonly lockTtlMs: number;
  /** The slot is kept for so long after the host is back. */
  readonly releaseDelayMs: number;
  /** Label selectors: pods on the host that match one of them put the reboot off. */
  readonly blockingPodSelectors: readonly string[];
  readonly alerts?: AlertsSpec;
  /** Keeps kured's two annotations on the node. */
  readonly annotate: boolean;
  /** Put on the node before the drain, and after the reboot. */
  readonly labelsBefore: Readonly<Record<string, string>>;
  readonly labelsAfter: Readonly<Record<string, string>>;
  /** Where `{"text": …}` is sent when a host is drained, rebooted and back. */
  readonly notifyUrl?: string;
  /** The host is rebooted by this signal to its first process, instead of by a program. */
  readonly rebootSignal?: number;
  /** What is sent there, with `%s` for the node; absent: words of our own. */
  readonly drainMessage?: string;
  readonly rebootMessage?: string;
  readonly uncordonMessage?: string;
  /** Key of the `PreferNoSchedule` taint that masters' agents put on nodes that wait for their turn. */
  readonly waitingTaint?: string;
  /** Absent: where kured has it by default. */
  readonly kuredLock?: KuredLockSpec;
}

/** The annotation by which a kured that runs in the cluster keeps its lock. */
export interface KuredLockSpec {
  /** Of the DaemonSet. */
  readonly namespace: string;
  readonly name: string;
  readonly annotation: string;
}

export interface DrainSpec {
  /** False: pods are left where they are. */
  readonly enabled: boolean;
  readonly timeoutMs: number;
  readonly delayMs: number;
  /** Absent: each pod's own. */
  readonly gracePeriodSeconds?: number;
  /** Only pods that match; absent: all. */
  readonly podSelector?: string;
  /** Pods that are ending for longer are not waited for; 0: all are. */
  readonly skipWaitForDeleteMs: number;
}

/** Prometheus alerts that put a reboot off. */
export interface AlertsSpec {
  readonly url: string;
  /** Alerts by name that do not count, or with `matchOnly` the only ones that do. */
  readonly pattern?: string;
  readonly matchOnly: boolean;
  /** Pending ones do not count. */
  readonly firingOnly: boolean;
}

/** Packages of the distribution that are upgraded by themselves. */
export interface UpgradeSpec {
  /** When a turn begins: so often, or by a cron pattern. */
  readonly due:
    | { readonly kind: "interval"; readonly intervalMs: number }
    | { readonly kind: "cron"; readonly pattern: string; readonly timeZone: string };
  /** A turn that has not begun by then is left out; absent: it begins when it can. */
  readonly windowMs?: number;
  readonly packages: "security" | "all";
}
