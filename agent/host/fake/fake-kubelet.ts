import { stringify } from "yaml";
import type { KubernetesObject } from "../kubernetes.ts";
import type { FakeMachine } from "./fake-machine.ts";
import { toExtraFlags } from "./fake-static-pods.ts";
import { startUnit } from "./fake-units.ts";
import { mergePatch } from "./merge-objects.ts";

/** What kubeadm fills in where nobody says otherwise, as far as somebody says something. */
const DEFAULTS = {
  authentication: {
    webhook: { enabled: true },
    x509: { clientCAFile: "/etc/kubernetes/pki/ca.crt" },
  },
};

const LEASES = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";

/**
 * Writes the kubelet's configuration and flags as kubeadm does and starts it: it reports to the cluster,
 * unless its flags are among those that the machine cannot start with.
 */
export const runFakeKubelet = (
  machine: FakeMachine,
  registration: KubernetesObject,
  configuration: KubernetesObject,
): void => {
  const flags = toExtraFlags(registration["kubeletExtraArgs"]);
  const { files } = machine;
  files.seed("/var/lib/kubelet/config.yaml", stringify(mergePatch(DEFAULTS, configuration)));
  files.seed("/var/lib/kubelet/kubeadm-flags.env", `KUBELET_KUBEADM_ARGS="${flags.join(" ")}"\n`);
  startUnit(machine, "restart", "kubelet.service");
  const isBroken = machine.brokenFlags.some((broken) =>
    flags.some((flag) => flag.startsWith(broken)),
  );
  if (isBroken) return;
  machine.cluster.put(`${LEASES}/${fakeNodeName(machine, registration)}`, {
    kind: "Lease",
    spec: { renewTime: new Date(machine.nowMs()).toISOString() },
  });
};

export const fakeNodeName = (machine: FakeMachine, registration: KubernetesObject): string =>
  typeof registration["name"] === "string" ? registration["name"] : machine.hostname;
