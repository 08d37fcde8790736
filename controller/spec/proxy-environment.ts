import type { Membership } from "../../shared/spec/membership.ts";
import type { ClusterConfig } from "../config/cluster-config.ts";

interface ProxyInput {
  readonly config: ClusterConfig;
  readonly membership: Membership;
  /** What cluster.yml says of the host. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * A host's variables. Where a proxy is among them, what never goes through one is added to NO_PROXY, and
 * each of these variables is there in both spellings: programs differ in the one they read.
 */
export const proxyEnvironment = ({
  config,
  membership,
  environment,
}: ProxyInput): Readonly<Record<string, string>> => {
  const given = PROXY_VARIABLES.flatMap((name) => {
    const value = environment[name] ?? environment[name.toLowerCase()];
    return value === undefined ? [] : [[name, value] as const];
  });
  if (given.length === 0) return environment;
  const own = [environment["NO_PROXY"], environment["no_proxy"]].flatMap((text = "") =>
    text.split(",").map((word) => word.trim()),
  );
  const exceptions = [...new Set([...own, ...directPlaces(config, membership)])].filter(Boolean);
  const both = given.flatMap(([name, value]) => [
    [name, value] as const,
    [name.toLowerCase(), value] as const,
  ]);
  const none = exceptions.join(",");
  return { ...Object.fromEntries(both), ...environment, NO_PROXY: none, no_proxy: none };
};

const PROXY_VARIABLES = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] as const;

/**
 * The cluster's own. Of the hosts the masters alone: the list is read when the runtime starts, and a
 * new worker is no reason to restart it everywhere.
 */
const directPlaces = (
  { network, api }: ClusterConfig,
  { members }: Membership,
): readonly string[] => [
  "localhost",
  "127.0.0.1",
  "::1",
  network.service_cidr,
  network.pod_network_cidr,
  ".svc",
  ".cluster.local",
  ...members
    .filter(({ role, state }) => role === "master" && state === "member")
    .flatMap(({ address, privateAddress }) => [privateAddress, address])
    .toSorted(),
  ...(api.endpoint === undefined ? [] : [api.endpoint]),
];
