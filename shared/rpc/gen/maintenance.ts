// Generated from proto/ by `npm run generate`; do not edit.

export interface GetMaintenanceRequest {}

export interface RebootNowRequest {}

export interface UpgradeNowRequest {}

export interface PauseMaintenanceRequest {
  /** Not empty; shown to others. */
  readonly reason: string;
  /** Milliseconds, from 1 minute to 30 days. */
  readonly forMs: number;
}

export interface ResumeMaintenanceRequest {}

/** A link of the chain that leads to where the host is; the last one is what is waited for. */
export interface MaintenanceReason {
  /** `needed`, `window`, `slot`, … */
  readonly gate: string;
  readonly passed: boolean;
  readonly text: string;
  /** When it will be otherwise, milliseconds since the Unix epoch. Absent: that is not known. */
  readonly untilMs: number | undefined;
}

export interface MaintenancePause {
  readonly reason: string;
  /** Name of the operator. */
  readonly pausedBy: string;
  /** Milliseconds since the Unix epoch. */
  readonly untilMs: number;
}

export interface FinishedReboot {
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** Why it was not done. Absent: it was. */
  readonly failure: string | undefined;
}

export interface FinishedUpgrade {
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** Absent: it went well. */
  readonly failure: string | undefined;
  /** `name version`, those that were upgraded or newly installed. */
  readonly packages: readonly string[];
  /** The end of what the program printed. */
  readonly log: string;
}

export interface HostMaintenance {
  /** Whether addons.kured and addons.host-upgrades are enabled. */
  readonly rebootsEnabled: boolean;
  readonly upgradesEnabled: boolean;
  /** Why a reboot is needed. Absent: it is not. */
  readonly rebootNeeded: string | undefined;
  /**
   * `idle`, or what the host is at: `acquired`, `draining`, `drained`, `rebooting`, `returning`,
   * `upgrading`, `correcting`, `undoing`, `holding`.
   */
  readonly step: string;
  /** Since when, milliseconds since the Unix epoch. Absent when it is idle. */
  readonly sinceMs: number | undefined;
  readonly reboot: readonly MaintenanceReason[];
  readonly upgrade: readonly MaintenanceReason[];
  /** Absent: none. */
  readonly pause: MaintenancePause | undefined;
  /** Absent: there was none yet. */
  readonly lastReboot: FinishedReboot | undefined;
  readonly lastUpgrade: FinishedUpgrade | undefined;
  /** Units that run programs or libraries which an upgrade has replaced, sorted by name. */
  readonly staleServices: readonly StaleService[];
  /** Of what differs from the spec and disrupts something when it is put back. */
  readonly correction: readonly MaintenanceReason[];
}

export interface StaleService {
  /** `ssh.service`. */
  readonly unit: string;
  /** What was replaced; at most ten. */
  readonly files: readonly string[];
}
