import type { Change } from "../engine/change.ts";
import type { Ref } from "../engine/ref.ts";
import type { Task } from "../engine/task.ts";
import { installPackages, satisfiesVersion } from "../apt/install-packages.ts";
import type { InstalledPackage } from "../host/packages.ts";
import { isNewerVersion, toUpstreamVersion } from "../apt/debian-version.ts";

export interface PackagesSpec {
  /** Names this set within the host: `host`. */
  readonly set: string;
  readonly packages: readonly WantedPackage[];
  readonly needs?: readonly Ref[];
  /** A file by which a host shows that versions of `keptInUse` are no more ours to change alone. */
  readonly inUse?: string;
}

export interface PackagesState {
  readonly installed: ReadonlyMap<string, InstalledPackage>;
  readonly isInUse: boolean;
}

export type WantedPackage = PresentPackage | AbsentPackage;

export interface PresentPackage {
  readonly ensure: "present";
  readonly name: string;
  /** Upstream version, `1.20.2`, met by any Debian revision of it. Absent: whichever is installed, else apt's candidate. */
  readonly version?: string;
  /** Keep it on hold, out of the reach of other upgrades. */
  readonly hold?: boolean;
  /** Once its host is in use another version comes by an upgrade, in its order, and not with the rest. */
  readonly keptInUse?: boolean;
}

export interface AbsentPackage {
  readonly ensure: "absent";
  readonly name: string;
}

/** A set of packages, installed or purged in one call each: apt's start costs more than a small package. */
export const packages: Task<PackagesSpec, PackagesState> = {
  kind: "packages",
  name: ({ set }) => set,
  title: (spec) => `${spec.packages.every(isAbsent) ? "remove" : "install"} packages`,
  reads: (spec) => [
    ...(spec.packages.every(isAbsent) ? [] : ["apt-sources:all" as const]),
    ...(spec.needs ?? []),
  ],
  writes: (spec) => spec.packages.map(({ name }) => `package:${name}` as const),
  check: async (host, { packages: wanted, inUse }) => ({
    installed: await host.packages.installed(wanted.map(({ name }) => name)),
    isInUse: inUse !== undefined && (await host.files.stat(inUse)) !== undefined,
  }),
  diff: ({ installed, isInUse }, spec) =>
    spec.packages
      .filter((wanted) => !(isInUse && isKept(wanted, installed.get(wanted.name))))
      .flatMap((wanted) => diffPackage(wanted, installed.get(wanted.name))),
  apply: async (host, spec, changes) => {
    const fields = new Set(changes.map(({ field }) => field));
    const present = spec.packages.filter(isPresent);
    await installPackages(
      host,
      present.filter(({ name }) => fields.has(name)),
    );
    const held = present.filter((one) => one.hold === true);
    const toHold = held.filter(({ name }) => fields.has(name) || fields.has(holdField(name)));
    if (toHold.length > 0) await host.packages.hold(toHold.map(({ name }) => name));
    const absent = spec.packages.filter((one) => isAbsent(one) && fields.has(one.name));
    if (absent.length > 0) await host.packages.purge(absent.map(({ name }) => name));
  },
  disruption: (changes) =>
    changes.some(({ field, before, after }) => isReplaced(field, before, after))
      ? { level: "restart", reason: "programs that run are replaced" }
      : { level: "none", reason: "" },
  leave: ({ installed }, spec) =>
    spec.packages.filter(isPresent).flatMap((wanted) => {
      const found = installed.get(wanted.name);
      if (found === undefined || wanted.version === undefined) return [];
      if (!isNewerVersion(toUpstreamVersion(found.version), wanted.version)) return [];
      const reason = `${found.version} is newer, and nothing is downgraded without an apply`;
      return [{ field: wanted.name, kind: "newer", reason }];
    }),
  touches: (changes, spec) =>
    spec.packages
      .filter(({ name }) => changes.some(({ field }) => field === name))
      .map(({ name }) => `package:${name}` as const),
};

const isAbsent = (wanted: WantedPackage): wanted is AbsentPackage => wanted.ensure === "absent";
const isPresent = (wanted: WantedPackage): wanted is PresentPackage => wanted.ensure === "present";

const isKept = (wanted: WantedPackage, found: InstalledPackage | undefined): boolean =>
  isPresent(wanted) &&
  wanted.keptInUse === true &&
  found?.configured === true &&
  !satisfiesVersion(found.version, wanted.version);

const isReplaced = (
  field: string,
  before: string | undefined,
  after: string | undefined,
): boolean => before !== undefined && after !== undefined && !field.endsWith(HOLD_SUFFIX);

const HOLD_SUFFIX = " hold";

const holdField = (name: string): string => `${name}${HOLD_SUFFIX}`;

/** Shows the version asked for, not apt's full one: before its repository is there nobody knows it. */
const diffPackage = (
  wanted: WantedPackage,
  found: InstalledPackage | undefined,
): readonly Change[] => {
  const field = wanted.name;
  const before = found === undefined ? {} : { before: showInstalled(found) };
  if (isAbsent(wanted)) return found === undefined ? [] : [{ field, ...before }];
  if (
    found === undefined ||
    !satisfiesVersion(found.version, wanted.version) ||
    !found.configured
  ) {
    return [{ field, ...before, after: wanted.version ?? "installed" }];
  }
  const isToHold = wanted.hold === true && !found.held;
  return isToHold ? [{ field: holdField(wanted.name), before: "no", after: "yes" }] : [];
};

const showInstalled = ({ version, configured }: InstalledPackage): string =>
  configured ? version : `${version} (unfinished)`;
