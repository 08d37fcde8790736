import type { RegistryMirror, RuntimeSpec } from "../../shared/spec/node-spec.ts";
import { type SecretText, secretMark } from "../secrets/secret-text.ts";
import { credentialsOf, hostsWithCredentials } from "../runtime/mirror-credentials.ts";
import { REGISTRIES_DIRECTORY } from "./render-config.ts";

/** What one registry's directory below certs.d holds; containerd reads it at every pull. */
export interface RegistryFiles {
  /** Registry that is asked for, and the name of its directory. */
  readonly registry: string;
  readonly directory: string;
  readonly hostsToml: SecretText;
  /** Certificates of mirrors by path. */
  readonly certificates: Readonly<Record<string, string>>;
}

/** The first line of every hosts.toml of ours, by which it is told from its neighbours. */
export const HOSTS_FIRST_LINE = "# Written by pharosctl; a change made here is undone.";

/**
 * One entry per registry that has a mirror, is insecure, or is a mirror itself that wants a password;
 * sorted by name, mirrors in the order given.
 *
 * Passwords are sent as a header from the first request on. That is the one form that hosts.toml has for
 * them, in all versions since 1.5; it counts with the next pull, without a restart, and goes before what
 * an image pull secret of the pod says, which is meant for another registry. Registries that want a token
 * instead get the header at their token server from 2.1 on only (containerd#11092): for older versions the
 * main configuration has the passwords as well, see `renderContainerdConfig`.
 */
export const toRegistryFiles = (runtime: RuntimeSpec): readonly RegistryFiles[] => {
  const names = [
    ...runtime.mirrors.map(({ registry }) => registry),
    ...runtime.insecureRegistries,
    ...hostsWithCredentials(runtime).keys(),
  ];
  return [...new Set(names)].toSorted().map((registry) => renderRegistry(registry, runtime));
};

const DEFAULT_REGISTRY = "_default";

const renderRegistry = (registry: string, runtime: RuntimeSpec): RegistryFiles => {
  const directory = `${REGISTRIES_DIRECTORY}/${registry}`;
  const mirrors = [
    ...runtime.mirrors.filter((mirror) => mirror.registry === registry),
    ...asMirrorOfItself(registry, runtime),
  ];
  const insecure = runtime.insecureRegistries.includes(registry);
  const itself = `https://${registry}`;
  const isNamed = mirrors.some(({ endpoint }) => endpoint === itself);
  const caPath = (index: number): string => `${directory}/mirror-${index}.crt`;
  const lines = [
    HOSTS_FIRST_LINE,
    ...renderServer(registry, insecure),
    ...mirrors.flatMap((mirror, index) => renderMirror(mirror, caPath(index), runtime)),
    ...(insecure && !isNamed ? renderHost(itself, ["skip_verify = true"], runtime) : []),
    "",
  ];
  const text = lines.join("\n");
  const certificates = mirrors.flatMap(({ ca }, index) =>
    ca === undefined ? [] : [[caPath(index), ca] as const],
  );
  return {
    registry,
    directory,
    hostsToml: {
      text,
      secrets: [...hostsWithCredentials(runtime).values()].filter((secret) =>
        text.includes(secretMark(secret)),
      ),
    },
    certificates: Object.fromEntries(certificates),
  };
};

/** A mirror that wants a password wants it too for images that are named there. */
const asMirrorOfItself = (
  registry: string,
  { mirrors }: RuntimeSpec,
): readonly RegistryMirror[] => {
  const own = mirrors.find(
    ({ endpoint, credentials }) => credentials !== undefined && hostOf(endpoint) === registry,
  );
  if (own === undefined) return [];
  const endpoint = new URL(own.endpoint).origin;
  const isThere = mirrors.some(
    (mirror) => mirror.registry === registry && new URL(mirror.endpoint).origin === endpoint,
  );
  return isThere ? [] : [{ ...own, registry, endpoint }];
};

const hostOf = (endpoint: string): string => new URL(endpoint).host;

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
  runtime: RuntimeSpec,
): readonly string[] => {
  const { host, pathname, protocol } = new URL(mirror.endpoint);
  const isUnverified = protocol === "https:" && runtime.insecureRegistries.includes(host);
  const options = [
    ...(mirror.ca === undefined ? [] : [`ca = ${JSON.stringify(caPath)}`]),
    ...(isUnverified ? ["skip_verify = true"] : []),
    // An endpoint that names the API's own path is taken as it stands.
    ...(/\/v2(\/|$)/.test(pathname) ? ["override_path = true"] : []),
  ];
  return renderHost(mirror.endpoint, options, runtime);
};

const HASH_DIGITS = 16;

const renderHost = (
  endpoint: string,
  options: readonly string[],
  runtime: RuntimeSpec,
): readonly string[] => {
  const table = `host.${JSON.stringify(endpoint)}`;
  const credentials = credentialsOf(runtime, hostOf(endpoint));
  return [
    "",
    `[${table}]`,
    `  capabilities = ["pull", "resolve"]`,
    ...options.map((option) => `  ${option}`),
    ...(credentials === undefined
      ? []
      : [
          `  [${table}.header]`,
          // By it a changed password is seen where the password itself is not known.
          `    # ${credentials.hash.slice(0, HASH_DIGITS)}`,
          `    Authorization = "Basic ${secretMark(credentials)}"`,
        ]),
  ];
};
