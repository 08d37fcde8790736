export interface UnitState {
  readonly load: "loaded" | "not-found" | "masked" | "error";
  readonly active: "active" | "inactive" | "failed" | "activating" | "deactivating";
  /** `static` and `indirect` cannot be enabled by name; `disabled` also when there is no such unit. */
  readonly enabled: "enabled" | "disabled" | "static" | "masked" | "other";
  /** When its main process started, milliseconds since 1970; absent: it has not. */
  readonly startedAtMs?: number;
  /** When it last took its configuration, by a reload or at the end of its start; absent: not since it started. */
  readonly reloadedAtMs?: number;
  /** systemd has read an older version of its files than is on disk. */
  readonly needsReload: boolean;
  /** Files that make it up: the fragment and its drop-ins. */
  readonly files: readonly string[];
}

export interface UnitReader {
  readonly show: (unit: string) => Promise<UnitState>;
}

/** Each waits until systemd says it is done, at most 90 seconds, else `UNIT_FAILED` with the unit's last log lines. */
export interface UnitWriter {
  readonly reloadDaemon: () => Promise<void>;
  readonly enable: (unit: string) => Promise<void>;
  readonly disable: (unit: string) => Promise<void>;
  readonly mask: (unit: string) => Promise<void>;
  readonly unmask: (unit: string) => Promise<void>;
  readonly start: (unit: string) => Promise<void>;
  readonly stop: (unit: string) => Promise<void>;
  readonly restart: (unit: string) => Promise<void>;
  /** `systemctl reload-or-restart`: for services that take a new configuration without dropping connections. */
  readonly reload: (unit: string) => Promise<void>;
}
