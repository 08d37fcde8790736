import type { RegistryMirror, RuntimeSpec } from "../../shared/spec/node-spec.ts";
import { REGISTRIES_DIRECTORY } from "./render-config.ts";

/** What one registry's directory below certs.d holds; containerd reads it at every pull. */
export interface RegistryFiles {
  /** Registry that is asked for, and the name of its directory. */
  readonly registry: string;
  readonly directory: string;
  readonly hostsToml: string;
  /** Certificates of mirrors by path. */
  readonly certificates: Readonly<Record<string, string>>;
}

/** The first line of every hosts.toml of ours, by which it is told from its neighbours. */
export const HOSTS_FIRST_LINE = "# Written by pharosctl; a change made here is undone.";

/** One entry per registry that has a mirror or is insecure, sorted by name; mirrors in the order given. */
export const toRegistryFiles = (runtime: RuntimeSpec): readonly RegistryFiles[] => {
  const names = [...runtime.mirrors.map(({ registry }) => registry), ...runtime.insecureRegistries];
  return [...new Set(names)].toSorted().map((registry) => renderRegistry(registry, runtime));
};

const DEFAULT_REGISTRY = "_default";

const renderRegistry = (registry: string, runtime: RuntimeSpec): RegistryFiles => {
  const directory = `${REGISTRIES_DIRECTORY}/${registry}`;
  const mirrors = runtime.mirrors.filter((mirror) => mirror.registry === registry);
  const insecure = runtime.insecureRegistries.includes(registry);
  const caPath = (index: number): string => `${directory}/mirror-${index}.crt`;
  const lines = [
    HOSTS_FIRST_LINE,
    ...renderServer(registry, insecure),
    ...mirrors.flatMap((mirror, index) => renderMirror(mirror, caPath(index), runtime)),
    ...(insecure ? renderHost(`https://${registry}`, ["skip_verify = true"]) : []),
    "",
  ];
  const certificates = mirrors.flatMap(({ ca }, index) =>
    ca === undefined ? [] : [[caPath(index), ca] as const],
  );
  return {
    registry,
    directory,
    hostsToml: lines.join("\n"),
    certificates: Object.fromEntries(certificates),
  };
};

/** What is asked when no host below has answered; an insecure registry may speak plain HTTP. */
const renderServer = (registry: string, insecure: boolean): readonly string[] => {
  if (registry === DEFAULT_REGISTRY) return [];
  if (insecure) return [`server = "http://${registry}"`];
  const server = registry === "docker.io" ? "registry-1.docker.io" : registry;
  return [`server = "https://${server}"`];
};

const renderMirror = (
  mirror: RegistryMirror,
  caPath: string,
  { insecureRegistries }: RuntimeSpec,
): readonly string[] => {
  const { host, pathname, protocol } = new URL(mirror.endpoint);
  const isUnverified = protocol === "https:" && insecureRegistries.includes(host);
  return renderHost(mirror.endpoint, [
    ...(mirror.ca === undefined ? [] : [`ca = ${JSON.stringify(caPath)}`]),
    ...(isUnverified ? ["skip_verify = true"] : []),
    // An endpoint that names the API's own path is taken as it stands.
    ...(/\/v2(\/|$)/.test(pathname) ? ["override_path = true"] : []),
  ]);
};

const renderHost = (endpoint: string, options: readonly string[]): readonly string[] => [
  "",
  `[host.${JSON.stringify(endpoint)}]`,
  `  capabilities = ["pull", "resolve"]`,
  ...options.map((option) => `  ${option}`),
];
