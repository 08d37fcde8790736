import type { RuntimeSpec } from "../../shared/spec/node-spec.ts";

/** Ours beside others in the folder of containers-registries.conf.d(5); the last one of a prefix counts. */
export const CRIO_REGISTRIES_PATH = "/etc/containers/registries.conf.d/99-pharos.conf";

/**
 * Registries that a mirror of all others stands for, beside those that are named: there is no prefix for
 * every registry. Kubernetes' own, and the public ones.
 */
const PUBLIC_REGISTRIES: readonly string[] = [
  "docker.io",
  "gcr.io",
  "ghcr.io",
  "k8s.gcr.io",
  "quay.io",
  "registry.k8s.io",
];

interface Place {
  readonly location: string;
  readonly insecure: boolean;
}

/** Mirrors and insecure registries in the form 2 of containers-registries.conf(5); a table per registry, by name. */
export const renderRegistries = (runtime: RuntimeSpec): string => {
  const mirrors = mirrorsByRegistry(runtime);
  const names = [...new Set([...mirrors.keys(), ...runtime.insecureRegistries])].toSorted();
  return [
    "# Written by pharosctl; a change made here is undone.",
    ...names.flatMap((name) => [
      "",
      "[[registry]]",
      `prefix = ${JSON.stringify(name)}`,
      ...renderPlace({ location: name, insecure: runtime.insecureRegistries.includes(name) }),
      ...(mirrors.get(name) ?? []).flatMap((place) => [
        "",
        "[[registry.mirror]]",
        ...renderPlace(place),
      ]),
    ]),
    "",
  ].join("\n");
};

const mirrorsByRegistry = (runtime: RuntimeSpec): ReadonlyMap<string, readonly Place[]> => {
  const placesOf = (name: string): readonly Place[] =>
    runtime.mirrors
      .filter(({ registry }) => registry === name)
      .map(({ endpoint }) => toPlace(endpoint, runtime));
  const named = new Set(runtime.mirrors.map(({ registry }) => registry));
  named.delete(EVERY_OTHER);
  const others = placesOf(EVERY_OTHER);
  const all = others.length === 0 ? [...named] : [...new Set([...named, ...PUBLIC_REGISTRIES])];
  return new Map(all.map((name) => [name, named.has(name) ? placesOf(name) : others]));
};

const EVERY_OTHER = "_default";

/** The API's own `/v2` is no part of a location: it comes before the rest of the path. */
const toPlace = (endpoint: string, { insecureRegistries }: RuntimeSpec): Place => {
  const { host, pathname, protocol } = new URL(endpoint);
  const path = pathname.replace(/^\/v2(?=\/|$)/, "").replace(/\/+$/, "");
  return {
    location: `${host}${path}`,
    insecure: protocol === "http:" || insecureRegistries.includes(host),
  };
};

const renderPlace = ({ location, insecure }: Place): readonly string[] => [
  `location = ${JSON.stringify(location)}`,
  ...(insecure ? ["insecure = true"] : []),
];
