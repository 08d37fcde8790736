import { newestSupported, supportedMinors } from "../../../shared/versions/version-table.ts";

/** What somebody wants in a new cluster.yml; undefined leaves a default. */
export interface ClusterWishes {
  readonly name: string | undefined;
  readonly masters: readonly string[];
  readonly workers: readonly string[];
  readonly user: string | undefined;
  /** As written: relative paths start at the file's folder. */
  readonly sshKey: string | undefined;
  readonly kubernetesVersion: string | undefined;
  readonly provider: "bridge" | undefined;
  readonly serviceCidr: string | undefined;
  readonly podNetworkCidr: string | undefined;
}

/** A commented cluster.yml. Values are quoted wherever YAML could read them otherwise. */
export const renderClusterFile = (wishes: ClusterWishes): string =>
  [
    "# A cluster for pharosctl. All keys: `pharosctl schema`, or docs/configuration.md.",
    "# ${VARIABLE} and ${VARIABLE:-default} are taken from the environment.",
    "",
    "# Generated at the first apply if absent, then kept.",
    setting("name", wishes.name, "my-cluster"),
    "",
    "# Every host needs SSH access as root, or as a user with passwordless sudo.",
    "hosts:",
    ...wishes.masters.flatMap((address) => hostLines(address, "master", wishes)),
    ...wishes.workers.flatMap((address) => hostLines(address, "worker", wishes)),
    "    # private_address: 10.0.0.11   # address that the other hosts use",
    "    # labels: { disk: ssd }",
    "    # taints: [{ key: dedicated, value: db, effect: NoSchedule }]",
    "",
    "kubernetes:",
    `  # One of ${supportedMinors.join(", ")}; cannot be changed later yet.`,
    `  version: ${quote(wishes.kubernetesVersion ?? newestSupported)}`,
    "",
    "# Name or address of the API for people, such as a load balancer's; the first master's if absent.",
    "# api:",
    "#   endpoint: kubernetes.example.com",
    "",
    "network:",
    "  # bridge: CNI bridge and host routes, for hosts on one network segment.",
    `  provider: ${wishes.provider ?? "bridge"}`,
    "  # Neither can be changed later, and no host may have an address in them.",
    `  ${setting("service_cidr", wishes.serviceCidr, "10.96.0.0/12")}`,
    `  ${setting("pod_network_cidr", wishes.podNetworkCidr, "10.32.0.0/12")}`,
    "",
  ].join("\n");

const hostLines = (
  address: string,
  role: string,
  { user, sshKey }: ClusterWishes,
): readonly string[] => [
  `  - address: ${quote(address)}`,
  `    role: ${role}`,
  `    ${setting("user", user, "ubuntu")}`,
  ...(sshKey === undefined ? [] : [`    ssh_key_path: ${quote(sshKey)}`]),
];

/** The key with its value, or as a comment with its default. */
const setting = (key: string, value: string | undefined, fallback: string): string =>
  value === undefined ? `# ${key}: ${fallback}` : `${key}: ${quote(value)}`;

/** JSON strings are YAML strings; a reference to a variable would be one to us as well. */
const quote = (text: string): string => JSON.stringify(text).replaceAll("${", () => "$${");
