import type { AptRepository } from "../../shared/spec/node-spec.ts";

export type AptPlace = Pick<AptRepository, "uri" | "suite">;

export const SOURCES_DIRECTORY = "/etc/apt/sources.list.d";
export const KEYRINGS_DIRECTORY = "/etc/apt/keyrings";
export const LISTS_DIRECTORY = "/var/lib/apt/lists";

export const sourcesPath = (name: string): string => `${SOURCES_DIRECTORY}/${name}.sources`;

/** Armored: apt reads `.asc` since 1.4. */
export const keyPath = (name: string): string => `${KEYRINGS_DIRECTORY}/${name}.asc`;

/** The deb822 form of a repository (sources.list(5)); its key is good for it alone. */
export const renderSources = (repository: AptRepository): string =>
  [
    "# Written by pharosctl; a change made here is undone.",
    "Types: deb",
    `URIs: ${repository.uri}`,
    `Suites: ${repository.suite}`,
    ...(isFlat(repository) ? [] : [`Components: ${repository.components.join(" ")}`]),
    `Signed-By: ${keyPath(repository.name)}`,
    "",
  ].join("\n");

/**
 * Paths under which apt keeps the signed index of a repository after a successful update. The name
 * is made as apt's URItoFileName does: no scheme, no credentials, odd characters as %xx, slashes as `_`.
 */
export const releaseListPaths = (repository: AptPlace): readonly string[] => {
  const place = `${withSlash(repository.uri)}${folderOf(repository)}`.replace(/^[a-z+]+:\/*/i, "");
  const [, address = place] = /^[^/]*@(.*)$/s.exec(place) ?? [];
  const name = address.replace(/[\\|{}[\]<>"^~_=!@#$%^&*]/g, toPercent).replaceAll(/\/+/g, "_");
  return ["InRelease", "Release"].map((end) => `${LISTS_DIRECTORY}/${name}${end}`);
};

/** A suite that ends in a slash is a folder below the address, without components. */
const isFlat = ({ suite }: AptPlace): boolean => suite.endsWith("/");

const withSlash = (uri: string): string => (uri.endsWith("/") ? uri : `${uri}/`);

const folderOf = (repository: AptPlace): string => {
  if (!isFlat(repository)) return `dists/${repository.suite}/`;
  return repository.suite === "/" ? "" : repository.suite;
};

const toPercent = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
