import { join } from "node:path";
import { toErrorDetail } from "../../shared/errors/error-detail.ts";
import type { UpgradeSpec } from "../../shared/spec/maintenance-spec.ts";
import type { Host, HostAccess } from "../host/host.ts";
import { renderFirstSettings, renderLastSettings } from "./apt-settings.ts";
import { changedPackages, parseInstalled } from "./installed-packages.ts";
import type { FinishedUpgrade } from "./maintenance-state.ts";

export interface UpgradePorts {
  readonly host: HostAccess;
  readonly now: () => Date;
}

/** On the host, for what belongs to the upgrade that goes on. */
const FOLDER = "/var/lib/pharos/maintenance";
const DPKG_STATUS = "/var/lib/dpkg/status";
const LOG_BYTES = 8_000;

/**
 * Upgrades packages of the distribution by `unattended-upgrade`, in a transient unit that outlives the
 * agent: asked again for the same start, it waits for the one that goes on. Never throws.
 */
export const upgradePackages = async (
  { host: access, now }: UpgradePorts,
  spec: UpgradeSpec,
  startedAtMs: number,
): Promise<FinishedUpgrade> => {
  const host = access.bind({ work: `upgrade-${startedAtMs}`, taskNumber: 1, ...NOTHING });
  const before = join(FOLDER, `packages-${startedAtMs}`);
  const finish = async (failure?: string, log = ""): Promise<FinishedUpgrade> => ({
    startedAtMs,
    endedAtMs: now().getTime(),
    packages: await changedSince(host, before).catch(() => []),
    log: log.slice(-LOG_BYTES),
    ...(failure === undefined ? {} : { failure }),
  });
  try {
    await host.files.makeDirectory(FOLDER, { mode: 0o700 });
    await keepFirst(host, before);
    return await finish(undefined, await host.packages.upgrade(await writeSettings(host, spec)));
  } catch (error) {
    const { message, fields } = toErrorDetail(error);
    return await finish(message, String(fields["stderr"] ?? ""));
  } finally {
    await host.files.remove(before).catch(() => undefined);
  }
};

const NOTHING = {
  secrets: { get: () => undefined },
  provenance: { began: () => false, completed: () => false },
} as const;

/** An agent that was restarted meanwhile has the picture of before. */
const keepFirst = async ({ files }: Host, path: string): Promise<void> => {
  if ((await files.stat(path)) !== undefined) return;
  await files.write(path, (await files.read(DPKG_STATUS)) ?? "", { mode: 0o600 });
};

const changedSince = async ({ files }: Host, path: string): Promise<readonly string[]> => {
  const before = await files.read(path);
  if (before === undefined) return [];
  return changedPackages(
    parseInstalled(before),
    parseInstalled((await files.read(DPKG_STATUS)) ?? ""),
  );
};

/** The path for APT_CONFIG. */
const writeSettings = async ({ files }: Host, { packages }: UpgradeSpec): Promise<string> => {
  const [first, last] = [join(FOLDER, "apt-first.conf"), join(FOLDER, "apt-last.conf")];
  const hasMain = (await files.stat("/etc/apt/apt.conf")) !== undefined;
  await files.write(last, renderLastSettings({ packages, hasMain }), { mode: 0o644 });
  await files.write(first, renderFirstSettings(last), { mode: 0o644 });
  return first;
};
