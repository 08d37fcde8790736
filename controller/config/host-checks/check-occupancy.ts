import {
  eachHost,
  type HostCheck,
  type HostProblem,
  isOfCluster,
  type KnownHost,
} from "./host-problem.ts";

type Problem = Omit<HostProblem, "host">;

interface NeededPort {
  readonly port: number;
  readonly purpose: string;
  readonly masterOnly: boolean;
  /** What may listen there on a member. */
  readonly programs: readonly string[];
}

const BALANCER = "API endpoint";

/** What a host of ours listens on by itself; docs/ports.md has the same. */
export const neededPorts: readonly NeededPort[] = [
  { port: 6443, purpose: "API server", masterOnly: true, programs: ["kube-apiserver"] },
  { port: 2379, purpose: "etcd clients", masterOnly: true, programs: ["etcd"] },
  { port: 2380, purpose: "etcd peers", masterOnly: true, programs: ["etcd"] },
  {
    port: 10257,
    purpose: "controller manager",
    masterOnly: true,
    programs: ["kube-controller", "kube-controller-manager"],
  },
  { port: 10259, purpose: "scheduler", masterOnly: true, programs: ["kube-scheduler"] },
  { port: 10250, purpose: "kubelet", masterOnly: false, programs: ["kubelet"] },
  { port: 7443, purpose: "agent", masterOnly: false, programs: ["node", "pharos-agent"] },
  { port: 7445, purpose: BALANCER, masterOnly: false, programs: ["haproxy"] },
];

/** With Weave as network; its programs on the hosts' own interfaces. */
const weavePorts: readonly NeededPort[] = [
  { port: 6781, purpose: "network policies of Weave", programs: ["weave-npc"] },
  { port: 6782, purpose: "status of Weave", programs: ["weaver"] },
  { port: 6783, purpose: "peers of Weave", programs: ["weaver"] },
  { port: 6784, purpose: "control of Weave", programs: ["weaver"] },
].map((needed) => ({ ...needed, masterOnly: false }));

/** The host is free for us: no cluster of somebody else's, and nothing on the ports that are needed. */
export const checkOccupancy: HostCheck = eachHost((host, config) => {
  const isOurs = isOfCluster(host, config);
  const isWeave = config.network.provider === "weave";
  const ports = neededPorts.filter(({ purpose }) => purpose !== BALANCER || !config.adopted);
  return [
    ...(isOurs ? [] : checkKubernetes(host)),
    ...(isOurs ? [] : checkDocker(host)),
    ...checkPorts(host, ports, isOurs),
    // On a member Weave itself listens there, and a fork of it may call its programs otherwise.
    ...(isWeave && !isOurs ? checkPorts(host, weavePorts, isOurs) : []),
  ];
});

const checkKubernetes = ({ facts }: KnownHost): readonly Problem[] => {
  const { joined, controlPlane, etcdMember, server } = facts.kubernetes;
  if (!joined && !controlPlane && !etcdMember) return [];
  const what = controlPlane ? "is a master of" : joined ? "is a node of" : "has etcd data of";
  return [
    {
      severity: "error",
      code: "EXISTING_KUBERNETES",
      message: `${what} another Kubernetes cluster${server === undefined ? "" : ` (${server})`}`,
      hint: "to take that cluster over: `pharosctl adopt`; if it is not needed any more: `kubeadm reset` on the host, which is never done for you",
    },
  ];
};

const checkDocker = ({ config, facts }: KnownHost): readonly Problem[] =>
  facts.kubernetes.docker && config.container_runtime !== "docker"
    ? [
        {
          severity: "warning",
          code: "EXISTING_DOCKER",
          message: "runs docker, whose firewall rules and containers stay as they are",
          hint: "remove docker if nothing needs it",
        },
      ]
    : [];

const checkPorts = (
  { config, facts }: KnownHost,
  ports: readonly NeededPort[],
  isMember: boolean,
): readonly Problem[] =>
  ports
    .filter(({ masterOnly }) => !masterOnly || config.role === "master")
    .flatMap(({ port, purpose, programs }) => {
      const listener = facts.listeners.find(
        (one) =>
          one.protocol === "tcp" &&
          one.port === port &&
          !isExpected(one.program, programs, isMember),
      );
      if (listener === undefined) return [];
      return [
        {
          severity: "error" as const,
          code: "PORT_IN_USE" as const,
          message: `has ${listener.program ?? "a program"} listening on port ${port}, needed for the ${purpose}`,
          hint: `stop it; \`ss -ltnp sport = :${port}\` on the host shows what it is`,
        },
      ];
    });

/** Only on a member can a program of that name be ours; one whose name nobody could see is believed there. */
const isExpected = (
  program: string | undefined,
  programs: readonly string[],
  isMember: boolean,
): boolean => isMember && (program === undefined || programs.includes(program));
