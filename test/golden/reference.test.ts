import { describe, expect, test } from "vitest";
import {
  finishingPhases,
  initArguments,
  joinArguments,
  resetArguments,
  uploadCertificatesArguments,
} from "../../agent/kubeadm/kubeadm-arguments.ts";
import { renderInitConfiguration } from "../../agent/kubeadm/render-init-configuration.ts";
import { renderJoinConfiguration } from "../../agent/kubeadm/render-join-configuration.ts";
import {
  sampleJoiningMaster,
  sampleNodeSpec,
  sampleWorker,
} from "../../agent/kubeadm/sample-node-spec.fake.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import { flagChanges } from "../../shared/versions/flag-changes.ts";
import { versionRow } from "../../shared/versions/version-table.ts";
import { type ReferenceFacts, referenceFacts } from "./reference-facts.ts";
import { readRendered } from "./rendered-fields.ts";

const componentOfPath = new Map([
  ["apiServer.extraArgs", "kube-apiserver"],
  ["controllerManager.extraArgs", "kube-controller-manager"],
  ["scheduler.extraArgs", "kube-scheduler"],
  ["nodeRegistration.kubeletExtraArgs", "kubelet"],
]);

const noDns = (version: string) => {
  const spec = sampleNodeSpec(version);
  return {
    ...spec,
    kubernetes: {
      ...spec.kubernetes,
      dns: { provider: "none", replicas: 0 } as const,
      kubelet: { ...spec.kubernetes.kubelet, resolvConf: "/etc/resolv.conf" },
      kubeProxy: { mode: "iptables", conntrack: { maxPerCore: 0, min: 0 } },
      controlPlane: { ...spec.kubernetes.controlPlane, featureGates: { Some: true } },
    },
  };
};

const withDocker = (spec: NodeSpec): NodeSpec => ({
  ...spec,
  runtime: { ...spec.runtime, kind: "docker" },
});

const renderAll = (version: string): readonly string[] => {
  const material = { token: "a.b", caCertificateHash: "sha256:00", certificateKey: "00" };
  return [
    renderInitConfiguration(sampleNodeSpec(version), "00"),
    renderInitConfiguration(noDns(version)),
    renderJoinConfiguration(sampleJoiningMaster(version), material),
    renderJoinConfiguration(sampleWorker(version), material),
    ...(versionRow(version).apis.dockershim
      ? [renderJoinConfiguration(withDocker(sampleWorker(version)), material)]
      : []),
  ];
};

const allArguments = (version: string): readonly (readonly [string, readonly string[]])[] => [
  ["kubeadm-init", initArguments(noDns(version), "/f", ["Swap"], etcdPatchFlags(version))],
  ["kubeadm-join", joinArguments("/f", ["Swap"], etcdPatchFlags(version))],
  ["kubeadm-reset", resetArguments(sampleNodeSpec(version))],
];

const etcdPatchFlags = (version: string): readonly string[] =>
  versionRow(version).kubeadm.etcdAsksForStorage ? ["--experimental-patches=/p"] : [];

const flagName = (argument: string): string => argument.replace(/^--/, "").replace(/=.*$/, "");

const unknownFlags = (facts: ReferenceFacts, component: string, flags: readonly string[]) =>
  flags
    .filter((flag) => !facts.flags.get(component)?.has(flag))
    .map((flag) => `${component} --${flag}`);

describe.each(referenceFacts.map((facts) => ({ facts, version: facts.version })))(
  "Kubernetes $version",
  ({ facts, version }) => {
    const documents = renderAll(version).flatMap((text) => readRendered(text));

    test("every kind and field that we render exists", () => {
      const unknown = documents.flatMap(({ type, fields }) =>
        fields
          .filter((field) => !facts.fields.get(type)?.has(field))
          .map((field) => `${type} ${field}`),
      );
      expect(unknown).toEqual([]);
    });

    test("every flag that we give to a component exists", () => {
      const unknown = documents.flatMap(({ flags }) =>
        [...flags].flatMap(([path, names]) =>
          unknownFlags(facts, componentOfPath.get(path) ?? path, names),
        ),
      );
      expect(unknown).toEqual([]);
    });

    test("every flag that we give to kubeadm exists", () => {
      const unknown = allArguments(version).flatMap(([command, argv]) =>
        unknownFlags(facts, command, argv.filter((word) => word.startsWith("--")).map(flagName)),
      );
      expect(unknown).toEqual([]);
    });

    test("every phase that we run or skip exists", () => {
      const phases = facts.phases.get("kubeadm-init");
      const spec = sampleNodeSpec(version);
      const named = [...finishingPhases(spec, "/f"), uploadCertificatesArguments("/f")].map(
        (argv) =>
          argv
            .slice(3)
            .filter((word) => !word.startsWith("--") && word !== "all")
            .join("/"),
      );
      expect([...named, "addon/coredns"].filter((phase) => !phases?.has(phase))).toEqual([]);
    });

    test("the table's images are the ones that kubeadm lists", () => {
      const { images } = versionRow(version);
      const listed = (name: string) => facts.images.get(`${images.repository}/${name}`);
      expect(listed("pause")).toBe(images.pause);
      expect(listed("etcd")).toBe(images.etcd);
      expect(listed("coredns") ?? listed("coredns/coredns")).toBe(images.coredns);
    });
  },
);

test.each(flagChanges)("$component --$flag came or went between the two ends", (change) => {
  const [oldest, newest] = referenceFacts.map((facts) =>
    facts.flags.get(change.component)?.has(change.flag),
  );
  expect([oldest, newest]).toEqual(change.gone === undefined ? [false, true] : [true, false]);
});
