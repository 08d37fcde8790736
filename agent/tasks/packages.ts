import { packageVersionNotFound } from "../../shared/errors/package-errors.ts";
import type { Change } from "../engine/change.ts";
import type { Ref } from "../engine/ref.ts";
import type { Task } from "../engine/task.ts";
import type { Host } from "../host/host.ts";
import type { InstalledPackage, PackageVersion } from "../host/packages.ts";
import { isNewerVersion, toUpstreamVersion } from "./debian-version.ts";

export interface PackagesSpec {
  /** Names this set within the host: `host`. */
  readonly set: string;
  readonly packages: readonly WantedPackage[];
  readonly needs?: readonly Ref[];
}

export type WantedPackage = PresentPackage | AbsentPackage;

export interface PresentPackage {
  readonly ensure: "present";
  readonly name: string;
  /** Upstream version, `1.20.2`, met by any Debian revision of it. Absent: whichever is installed, else apt's candidate. */
  readonly version?: string;
  /** Keep it on hold, out of the reach of other upgrades. */
  readonly hold?: boolean;
}

export interface AbsentPackage {
  readonly ensure: "absent";
  readonly name: string;
}

/** A set of packages, installed or purged in one call each: apt's start costs more than a small package. */
export const packages: Task<PackagesSpec, ReadonlyMap<string, InstalledPackage>> = {
  kind: "packages",
  name: ({ set }) => set,
  title: (spec) => `${spec.packages.every(isAbsent) ? "remove" : "install"} packages`,
  reads: (spec) => [
    ...(spec.packages.every(isAbsent) ? [] : ["apt-sources:all" as const]),
    ...(spec.needs ?? []),
  ],
  writes: (spec) => spec.packages.map(({ name }) => `package:${name}` as const),
  check: (host, spec) => host.packages.installed(spec.packages.map(({ name }) => name)),
  diff: (installed, spec) =>
    spec.packages.flatMap((wanted) => diffPackage(wanted, installed.get(wanted.name))),
  apply: async (host, spec, changes) => {
    const fields = new Set(changes.map(({ field }) => field));
    const present = spec.packages.filter(isPresent);
    await install(
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
  leave: (installed, spec) =>
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
  if (found === undefined || !satisfies(found.version, wanted) || !found.configured) {
    return [{ field, ...before, after: wanted.version ?? "installed" }];
  }
  const isToHold = wanted.hold === true && !found.held;
  return isToHold ? [{ field: holdField(wanted.name), before: "no", after: "yes" }] : [];
};

const showInstalled = ({ version, configured }: InstalledPackage): string =>
  configured ? version : `${version} (unfinished)`;

const satisfies = (version: string, { version: wanted }: PresentPackage): boolean =>
  wanted === undefined || toUpstreamVersion(version) === wanted;

const install = async (host: Host, wanted: readonly PresentPackage[]): Promise<void> => {
  if (wanted.length === 0) return;
  const known = await resolveVersions(host, wanted);
  if (known.every(isKnown)) return host.packages.install(known);
  // The lists may be older than the version asked for.
  await host.packages.updateLists();
  const found = await resolveVersions(host, wanted);
  const missing = wanted.find((_, index) => !isKnown(found[index]));
  if (missing !== undefined) throw await toNotFound(host, missing);
  await host.packages.install(found.filter(isKnown));
};

const isKnown = (found: PackageVersion | undefined): found is PackageVersion => found !== undefined;

const resolveVersions = (
  host: Host,
  wanted: readonly PresentPackage[],
): Promise<readonly (PackageVersion | undefined)[]> =>
  Promise.all(wanted.map((one) => resolveVersion(host, one)));

/** Full version; an unfinished package keeps its own if that is the right one; else the newest that is. */
const resolveVersion = async (
  host: Host,
  wanted: PresentPackage,
): Promise<PackageVersion | undefined> => {
  const { name } = wanted;
  if (wanted.version === undefined) return { name };
  const there = (await host.packages.installed([name])).get(name);
  const candidates = there === undefined ? [] : [there.version];
  const versions = [...candidates, ...(await host.packages.available(name))];
  const version = versions.find((one) => satisfies(one, wanted));
  return version === undefined ? undefined : { name, version };
};

const toNotFound = async (host: Host, { name, version }: PresentPackage): Promise<Error> => {
  const available = (await host.packages.available(name)).join(", ");
  return packageVersionNotFound({ name, version: version ?? "", available });
};
