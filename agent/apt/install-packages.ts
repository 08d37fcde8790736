import { packageVersionNotFound } from "../../shared/errors/package-errors.ts";
import type { Host } from "../host/host.ts";
import type { PackageVersion } from "../host/packages.ts";
import { toUpstreamVersion } from "./debian-version.ts";

export interface PackageWish {
  readonly name: string;
  /** Upstream version, `1.20.2`. Absent: whichever is installed, else apt's candidate. */
  readonly version?: string;
}

/** Installs in one call what is asked for, with newer lists where these do not know it. Throws `PACKAGE_VERSION_NOT_FOUND`. */
export const installPackages = async (
  host: Host,
  wanted: readonly PackageWish[],
): Promise<void> => {
  if (wanted.length === 0) return;
  await host.packages.install(await findPackages(host, wanted));
};

/** Full versions, from newer lists where these do not know them. Throws `PACKAGE_VERSION_NOT_FOUND`. */
export const findPackages = async (
  host: Host,
  wanted: readonly PackageWish[],
): Promise<readonly PackageVersion[]> => {
  const known = await resolveVersions(host, wanted);
  if (known.every(isKnown)) return known;
  // The lists may be older than the version asked for.
  await host.packages.updateLists();
  const found = await resolveVersions(host, wanted);
  const missing = wanted.find((_, index) => !isKnown(found[index]));
  if (missing !== undefined) throw await toNotFound(host, missing);
  return found.filter(isKnown);
};

/** Whether a full Debian version is one of the upstream version that is wanted, if any is. */
export const satisfiesVersion = (version: string, wanted: string | undefined): boolean =>
  wanted === undefined || toUpstreamVersion(version) === wanted;

const isKnown = (found: PackageVersion | undefined): found is PackageVersion => found !== undefined;

const resolveVersions = (
  host: Host,
  wanted: readonly PackageWish[],
): Promise<readonly (PackageVersion | undefined)[]> =>
  Promise.all(wanted.map((one) => resolveVersion(host, one)));

/** Full version; an unfinished package keeps its own if that is the right one; else the newest that is. */
const resolveVersion = async (
  host: Host,
  { name, version: wanted }: PackageWish,
): Promise<PackageVersion | undefined> => {
  if (wanted === undefined) return { name };
  const there = (await host.packages.installed([name])).get(name);
  const candidates = there === undefined ? [] : [there.version];
  const versions = [...candidates, ...(await host.packages.available(name))];
  const version = versions.find((one) => satisfiesVersion(one, wanted));
  return version === undefined ? undefined : { name, version };
};

const toNotFound = async (host: Host, { name, version }: PackageWish): Promise<Error> => {
  const available = (await host.packages.available(name)).join(", ");
  return packageVersionNotFound({ name, version: version ?? "", available });
};
