import { type ApplyRun, isUpgrading, type RunHost } from "../apply/apply-run.ts";
import type { Phase } from "../engine/phase.ts";
import {
  handOutControlPlaneSecrets,
  handOutKubeletSecrets,
  handOutRuntimeSecrets,
  handOutSecrets,
} from "./hand-out-secrets.ts";
import { joinMasters } from "./join-masters.ts";
import { profilePhase } from "./profile-phase.ts";
import { releaseOldNodes } from "./release-old-nodes.ts";
import { renewApiServers } from "./renew-api-servers.ts";
import { renewWatches } from "./renew-watches.ts";
import { restoreControlPlane } from "./restore-control-plane.ts";
import { setUpNetwork } from "./set-up-network.ts";
import { shareAuthorities } from "./share-authorities.ts";
import { shareMembership } from "./share-membership.ts";
import { saveEtcdForUpgrade, upgradeNodes } from "./upgrade-nodes.ts";
import { verifyNodes } from "./verify-nodes.ts";

const PREPARE = "prepare hosts";
const MASTERS_NETWORK = "set up the network of masters";
const SAVE_ETCD = "save etcd before the upgrade";
const UPGRADE_MASTERS = "upgrade masters";
const UPGRADE_WORKERS = "upgrade workers";
const FIRST_MASTER = "start the first master";
const JOIN_MASTERS = "join masters";
const JOIN_WORKERS = "join workers";
const RENEW_API_SERVERS = "start API servers anew";

/** An apply after enrolment, in its order. Hosts wait for each other only where it says so. */
export const applyPhases: readonly Phase<ApplyRun, RunHost>[] = [
  shareMembership,
  shareAuthorities,
  handOutRuntimeSecrets,
  profilePhase({ title: PREPARE, profile: "host", storesSpec: true, hosts: ({ hosts }) => hosts }),
  setUpNetwork(MASTERS_NETWORK, ({ hosts }) =>
    hosts.filter(({ member }) => member.role === "master"),
  ),
  setUpNetwork("set up the network", ({ hosts }) =>
    hosts.filter(({ member }) => member.role === "worker"),
  ),
  handOutControlPlaneSecrets,
  handOutKubeletSecrets,
  // Nothing is begun before every host has what it needs.
  saveEtcdForUpgrade(SAVE_ETCD, { needs: [PREPARE] }),
  upgradeNodes(UPGRADE_MASTERS, "master", { needs: [PREPARE, SAVE_ETCD] }),
  upgradeNodes(UPGRADE_WORKERS, "worker", { needs: [PREPARE, UPGRADE_MASTERS] }),
  restoreControlPlane,
  profilePhase({
    title: FIRST_MASTER,
    profile: "control-plane",
    // What an upgrade has brought about already is not gone through again.
    hosts: ({ hosts }) =>
      hosts.filter((host) => bootstrapOf(host) === "init" && !isUpgrading(host)),
  }),
  renewWatches([FIRST_MASTER]),
  releaseOldNodes([FIRST_MASTER]),
  // A new master must be let in to etcd by the others before it joins.
  joinMasters(JOIN_MASTERS, {
    needs: [UPGRADE_MASTERS, FIRST_MASTER],
    settled: [MASTERS_NETWORK],
  }),
  profilePhase({
    title: JOIN_WORKERS,
    profile: "worker",
    hosts: ({ hosts }) =>
      hosts.filter((host) => host.member.role === "worker" && !isUpgrading(host)),
    needs: [UPGRADE_MASTERS, FIRST_MASTER],
    secrets: ({ joinSecrets }) => joinSecrets(),
  }),
  handOutSecrets,
  renewApiServers(RENEW_API_SERVERS, { needs: [JOIN_MASTERS], settled: [JOIN_WORKERS] }),
  profilePhase({
    title: "label nodes and keep the cluster's objects",
    profile: "cluster",
    hosts: ({ hosts }) => hosts.filter(({ spec }) => spec.clusterObjects !== undefined),
    settled: [UPGRADE_WORKERS, JOIN_MASTERS, JOIN_WORKERS, RENEW_API_SERVERS],
  }),
  verifyNodes({ settled: [RENEW_API_SERVERS] }),
];

const bootstrapOf = ({ spec, member }: RunHost): "init" | "join" | undefined =>
  member.role === "master" ? spec.kubernetes.bootstrap : undefined;
