import { describe, expect, test } from "vitest";
import type { Membership } from "../../shared/spec/membership.ts";
import { minimalFacts } from "../../test/support/host-facts.ts";
import { loadConfigText } from "../../test/support/load-config-text.ts";
import { fullMembership } from "../../test/support/memberships.ts";
import { fullNodeSpec } from "../../test/support/node-specs.ts";
import type { SurveyedHost } from "../cluster/survey.ts";
import { refuseChangedNetwork } from "./refuse-changed-network.ts";
import { refuseChangedSettings } from "./refuse-changed-settings.ts";
import { refuseGoneAdoption } from "./refuse-gone-adoption.ts";
import { refuseSecondCluster } from "./refuse-second-cluster.ts";

const membership: Membership = fullMembership();
const [config] = (
  await loadConfigText("network: {provider: bridge}\nhosts: [{address: a, role: master}]\n")
).config.hosts;
if (config === undefined) throw new Error("the sample has a host");

type Kubernetes = Partial<ReturnType<typeof minimalFacts>["kubernetes"]>;

/** What the refusals look at; connections are not used. */
const host = (address: string, kubernetes: Kubernetes = {}, accepted = fullNodeSpec()) => {
  const facts = minimalFacts();
  const link: Pick<SurveyedHost, "link">["link"] = {
    kind: "agent",
    connection: Object.create(null),
    facts: { ...facts, kubernetes: { ...facts.kubernetes, ...kubernetes } },
    spec: { generation: 1, digest: "" },
    accepted,
    membershipNumber: 1,
    build: "",
    certificateEndsAtMs: 0,
    authoritiesEndAtMs: 0,
    trustNumber: 0,
    clockOffsetMs: 0,
  };
  return { config: { ...config, address }, link };
};

const MASTER = "192.0.2.1";
const WORKER = "worker-1.example";

describe("a cluster is started", () => {
  test("where none has been", () => {
    expect(() => refuseSecondCluster(undefined, [host(MASTER)])).not.toThrow();
  });

  test("again on a master whose first try left nothing", () => {
    expect(() => refuseSecondCluster(membership, [host(MASTER), host(WORKER)])).not.toThrow();
  });

  test("by no means beside one that runs: then it goes on", () => {
    const running = host("new.example", { controlPlane: true, joined: true });
    expect(() => refuseSecondCluster(membership, [running])).not.toThrow();
  });
});

describe("a cluster that is adopted", () => {
  const adopted = { ca_certificate_hash: "sha256:theirs", endpoint: "a:6443" };
  const master = (caCertificateHash: string, controlPlane = true) =>
    host(MASTER, { controlPlane, caCertificateHash });

  test("has to be there", () => {
    expect(() => refuseGoneAdoption({ adopted }, [master("sha256:theirs")])).not.toThrow();
    for (const gone of [host(MASTER), master("sha256:other"), master("sha256:theirs", false)])
      expect(() => refuseGoneAdoption({ adopted }, [gone])).toThrow(
        expect.objectContaining({ code: "ADOPTED_CLUSTER_GONE", fields: { hosts: MASTER } }),
      );
  });

  test("is nobody's concern where cluster.yml names none", () => {
    expect(() => refuseGoneAdoption({ adopted: undefined }, [host(MASTER)])).not.toThrow();
  });
});

describe("a second cluster is refused", () => {
  test("while the master that may run the first cannot be asked", () => {
    expect(() => refuseSecondCluster(membership, [host("new.example"), host(WORKER)])).toThrow(
      expect.objectContaining({
        code: "CONTROL_PLANE_AWAY",
        fields: { masters: "master-1", reason: "not reached" },
      }),
    );
  });

  test("while nodes are there whose master has been set up anew", () => {
    const hosts = [host(MASTER), host(WORKER, { joined: true })];
    expect(() => refuseSecondCluster(membership, hosts)).toThrow(
      expect.objectContaining({ code: "CONTROL_PLANE_AWAY" }),
    );
  });
});

const network = async (text: string) =>
  (await loadConfigText(`network: {${text}}\nhosts: [{address: a, role: master}]\n`)).config;

describe("the network of a node that has joined", () => {
  const joined = host(MASTER, { joined: true });

  test("may stay as it is", async () => {
    const same = await network("provider: bridge");
    expect(() => refuseChangedNetwork(same, [joined])).not.toThrow();
  });

  test.each([
    { text: "provider: bridge, service_cidr: 10.112.0.0/12", key: "network.service_cidr" },
    { text: "provider: bridge, pod_network_cidr: 10.64.0.0/12", key: "network.pod_network_cidr" },
  ])("may not get $text", async ({ text, key }) => {
    const changed = await network(text);
    expect(() => refuseChangedNetwork(changed, [joined])).toThrow(
      expect.objectContaining({
        code: "NETWORK_CHANGED",
        fields: expect.objectContaining({ key }),
      }),
    );
  });

  test("may change while no node has joined", async () => {
    const changed = await network("provider: bridge, service_cidr: 10.112.0.0/12");
    expect(() => refuseChangedNetwork(changed, [host(MASTER)])).not.toThrow();
  });

  test("may change once it was reset", async () => {
    const changed = await network("provider: bridge, service_cidr: 10.112.0.0/12");
    const reset = host(MASTER, { joined: true }, { ...fullNodeSpec(), ensure: "absent" });
    expect(() => refuseChangedNetwork(changed, [reset])).not.toThrow();
  });
});

describe("settings that a host has joined with", () => {
  const accepted = fullNodeSpec();
  const design = (spec: typeof accepted, joined = true) => ({
    name: "master-1",
    link: host(MASTER, { joined }, accepted).link,
    spec,
  });
  const withKubelet = {
    ...accepted,
    kubernetes: {
      ...accepted.kubernetes,
      kubelet: { ...accepted.kubernetes.kubelet, config: { maxPods: 7 } },
    },
  };

  test("may stay", () => {
    expect(() => refuseChangedSettings([design(accepted)])).not.toThrow();
  });

  const withKubeProxy = {
    ...accepted,
    kubernetes: { ...accepted.kubernetes, kubeProxy: { mode: "ipvs", conntrack: {} } as const },
  };

  test("cannot be changed", () => {
    expect(() => refuseChangedSettings([design(withKubeProxy)])).toThrow(
      expect.objectContaining({
        code: "SETTINGS_CHANGED",
        fields: { host: "master-1", key: "kube_proxy.mode" },
      }),
    );
  });

  test("of kube-proxy are, where it takes away what it has made before", () => {
    const of = (version: string, mode: string) => ({
      ...accepted,
      kubernetes: { ...accepted.kubernetes, version, kubeProxy: { mode, conntrack: {} } },
    });
    const from = (version: string) => ({
      ...design(of("1.36.2", "nftables")),
      link: host(MASTER, { joined: true }, of(version, "iptables")).link,
    });
    expect(() => refuseChangedSettings([from("1.36.2")])).not.toThrow();
    expect(() => refuseChangedSettings([from("1.30.4")])).toThrow("kube_proxy.mode");
  });

  test("of kubelets are changed on nodes that run", () => {
    expect(() => refuseChangedSettings([design(withKubelet)])).not.toThrow();
  });

  test("do not change what runs its containers", () => {
    const spec = { ...accepted, runtime: { ...accepted.runtime, kind: "docker" } as const };
    expect(() => refuseChangedSettings([design(spec)])).toThrow(
      expect.objectContaining({
        code: "RUNTIME_CHANGED",
        fields: { host: "master-1", role: "master", from: "containerd", to: "docker" },
      }),
    );
  });

  test("can be changed before it has joined", () => {
    expect(() => refuseChangedSettings([design(withKubeProxy, false)])).not.toThrow();
  });

  test("do not name a resolver that was found on the host", () => {
    const { resolvConf: _found, ...kubelet } = accepted.kubernetes.kubelet;
    const spec = { ...accepted, kubernetes: { ...accepted.kubernetes, kubelet } };
    expect(() => refuseChangedSettings([design(spec)])).not.toThrow();
  });
});
