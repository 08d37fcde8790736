import { packageVersionNotFound, purgeTakesOthers } from "../../../shared/errors/package-errors.ts";
import type { FileReader } from "../files.ts";
import type { PackageReader, PackageVersion, PackageWriter } from "../packages.ts";
import type { ProgramResult } from "../programs.ts";
import { type AptLockPorts, waitForAptLock } from "./apt-lock.ts";
import { explainAptFailure } from "./explain-apt-failure.ts";
import { findOrphans, simulateRemoval } from "./simulate-removal.ts";
import type { SpawnProgram } from "./spawn-program.ts";
import type { TaskProgram, TaskPrograms } from "./task-program.ts";

export interface PackageWriterPorts extends AptLockPorts {
  readonly files: FileReader;
  readonly reader: PackageReader;
  readonly spawnProgram: SpawnProgram;
  readonly taskPrograms: TaskPrograms;
}

const UPDATE_LIMIT_MS = 10 * 60_000;
const INSTALL_LIMIT_MS = 40 * 60_000;
const UPGRADE_LIMIT_MS = 60 * 60_000;
const MARK_LIMIT_MS = 2 * 60_000;

/**
 * Retries come at once: with a delay apt 2.6 waits for ever when one of two servers on the same
 * address refuses connections.
 */
const RETRY_OPTIONS = ["-o", "Acquire::Retries::Delay=false"];
const APT_OPTIONS = [
  "-y",
  "-q",
  "-o",
  "DPkg::Lock::Timeout=600",
  "-o",
  "Dpkg::Use-Pty=0",
  ...RETRY_OPTIONS,
];
const DPKG_OPTIONS = [
  "-o",
  "Dpkg::Options::=--force-confdef",
  "-o",
  "Dpkg::Options::=--force-confold",
];

/**
 * Maintainer scripts start services through these two alone (Debian policy 9.3.3). A policy-rc.d would
 * do too, but it is a file on the host that a kill -9 leaves behind; these mounts end with the unit.
 */
const NO_SERVICE_STARTS: TaskProgram["mounts"] = [
  ["/usr/bin/true", "/usr/sbin/invoke-rc.d"],
  ["/usr/bin/true", "/usr/bin/deb-systemd-invoke"],
];

/** Ubuntu's needrestart would ask, or restart services by itself. */
const ENVIRONMENT: TaskProgram["environment"] = {
  DEBIAN_FRONTEND: "noninteractive",
  APT_LISTCHANGES_FRONTEND: "none",
  NEEDRESTART_SUSPEND: "1",
};

/** The host's proxies. */
const PROXIES = { environmentFile: "/etc/environment" } as const;

export const createPackageWriter = (ports: PackageWriterPorts): PackageWriter => ({
  updateLists: () => updateLists(ports),
  install: async (packages) => {
    if (packages.length === 0) return;
    await Promise.all(packages.map((item) => requireVersion(ports.reader, item)));
    const program = toInstallation(packages);
    if (!(await ports.taskPrograms.goesOn(program.argv))) await finishInterrupted(ports);
    await change(ports, namesOf(packages.map(({ name }) => name)), program);
  },
  download: async (packages) => {
    if (packages.length === 0) return;
    await Promise.all(packages.map((item) => requireVersion(ports.reader, item)));
    const { argv, ...program } = toInstallation(packages);
    const [apt = "apt-get", ...words] = argv;
    await change(ports, namesOf(packages.map(({ name }) => name)), {
      ...program,
      argv: [apt, "--download-only", ...words],
      reason: program.reason.replace(/^install/, "download"),
    });
  },
  purge: async (names) => {
    const present = [...(await ports.reader.installed(names)).keys()];
    if (present.length === 0) return;
    await finishInterrupted(ports);
    await requireAlone(ports.spawnProgram, present);
    const all = [...present, ...(await findOrphans(ports.spawnProgram, present))];
    await change(ports, namesOf(present), {
      argv: ["apt-get", ...APT_OPTIONS, "--allow-change-held-packages", "purge", "--", ...all],
      limitMs: INSTALL_LIMIT_MS,
      reason: `purge ${namesOf(present)}`,
      environment: ENVIRONMENT,
    });
  },
  upgrade: async (settings) => {
    const program: TaskProgram = {
      argv: ["unattended-upgrade", "--verbose"],
      limitMs: UPGRADE_LIMIT_MS,
      reason: "unattended-upgrade",
      environment: { ...ENVIRONMENT, APT_CONFIG: settings },
      ...PROXIES,
    };
    if (!(await ports.taskPrograms.goesOn(program.argv))) {
      await updateLists(ports);
      // unattended-upgrade takes a dpkg that was interrupted for one that somebody holds. Services of
      // what is finished start anew, as those of what it upgrades do.
      await finishInterrupted(ports, []);
    }
    return (await change(ports, "this host's upgrades", program)).stdout;
  },
  hold: (names) => mark(ports, "hold", names),
  unhold: (names) => mark(ports, "unhold", names),
});

const updateLists = async (ports: PackageWriterPorts): Promise<void> => {
  await change(ports, "all lists", {
    argv: ["apt-get", "-q", "-o", "APT::Update::Error-Mode=any", ...RETRY_OPTIONS, "update"],
    limitMs: UPDATE_LIMIT_MS,
    reason: "apt-get update",
    ...PROXIES,
  });
};

const namesOf = (names: readonly string[]): string => names.join(", ");

const requireVersion = async (
  reader: PackageReader,
  { name, version }: PackageVersion,
): Promise<void> => {
  const available = await reader.available(name);
  if (version === undefined ? available.length > 0 : available.includes(version)) return;
  // Nothing to download: it is here already, and only its repository is not.
  if (version !== undefined && (await reader.installed([name])).get(name)?.version === version)
    return;
  throw packageVersionNotFound({ name, version: version ?? "", available: available.join(", ") });
};

/** The files that apt itself goes by when it says that dpkg was interrupted. */
const finishInterrupted = async (
  ports: PackageWriterPorts,
  mounts: TaskProgram["mounts"] = NO_SERVICE_STARTS,
): Promise<void> => {
  const updates = (await ports.files.list("/var/lib/dpkg/updates")) ?? [];
  if (!updates.some((name) => /^\d+$/.test(name))) return;
  await change(ports, "interrupted packages", {
    argv: ["dpkg", "--force-confdef", "--force-confold", "--configure", "--pending"],
    limitMs: INSTALL_LIMIT_MS,
    reason: "dpkg --configure --pending",
    mounts,
    environment: ENVIRONMENT,
  });
};

const toInstallation = (packages: readonly PackageVersion[]): TaskProgram => {
  const wanted = packages.map(({ name, version }) =>
    version === undefined ? name : `${name}=${version}`,
  );
  const allowed = [
    "--no-install-recommends",
    "--no-remove",
    "--allow-downgrades",
    "--allow-change-held-packages",
  ];
  return {
    argv: ["apt-get", ...APT_OPTIONS, ...DPKG_OPTIONS, ...allowed, "install", "--", ...wanted],
    limitMs: INSTALL_LIMIT_MS,
    reason: `install ${wanted.join(", ")}`,
    mounts: NO_SERVICE_STARTS,
    environment: ENVIRONMENT,
    ...PROXIES,
  };
};

const requireAlone = async (
  spawnProgram: SpawnProgram,
  names: readonly string[],
): Promise<void> => {
  const removed = await simulateRemoval(spawnProgram, ["purge", "--", ...names]);
  const others = removed.filter((name) => !names.includes(name));
  if (others.length > 0) throw purgeTakesOthers({ names: namesOf(names), others: namesOf(others) });
};

const mark = async (
  ports: PackageWriterPorts,
  verb: "hold" | "unhold",
  names: readonly string[],
): Promise<void> => {
  if (names.length === 0) return;
  await change(ports, namesOf(names), {
    argv: ["apt-mark", verb, "--", ...names],
    limitMs: MARK_LIMIT_MS,
    reason: `apt-mark ${verb} ${namesOf(names)}`,
  });
};

/**
 * apt waits for dpkg's lock itself, but not for that of the lists, and not in every version. What an
 * earlier life of the agent has begun holds it itself, and may do so for an hour.
 */
const change = async (
  ports: PackageWriterPorts,
  names: string,
  program: TaskProgram,
): Promise<ProgramResult> => {
  if (!(await ports.taskPrograms.goesOn(program.argv))) await waitForAptLock(ports);
  const result = await ports.taskPrograms.run(program);
  if (result.exitCode !== 0) throw await explainAptFailure(ports, names, result);
  return result;
};
