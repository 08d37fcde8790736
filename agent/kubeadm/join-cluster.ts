import { joinMaterialMissing } from "../../shared/errors/kubernetes-errors.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Host, RunSecretName } from "../host/host.ts";
import { requireObject } from "../kubernetes/kubernetes-answer.ts";
import { withEtcdPatch } from "./etcd-patch.ts";
import { joinArguments } from "./kubeadm-arguments.ts";
import { kubeadmPaths } from "./kubeadm-paths.ts";
import { toCriSocket } from "./node-registration.ts";
import { findPreflightExceptions } from "./preflight-exceptions.ts";
import { type JoinMaterial, renderJoinConfiguration } from "./render-join-configuration.ts";
import { withRunFile } from "./run-file.ts";

const CRI_SOCKET = "kubeadm.alpha.kubernetes.io/cri-socket";
/** A minute, as a join has for its node. */
const NODE_ATTEMPTS = 60;
const NODE_STEP_MS = 1_000;
const JOIN_LIMIT_MS = 20 * 60_000;

/** `kubeadm join` with the material of this run: on a host that holds nothing of a node. */
export const joinCluster = async (host: Host, spec: NodeSpec): Promise<void> => {
  const text = renderJoinConfiguration(spec, readJoinMaterial(host, spec));
  const exceptions = await findPreflightExceptions(host, spec);
  // kubeadm starts the kubelet itself, but leaves it to others whether it comes with the next boot.
  await host.units.enable("kubelet.service");
  await withRunFile(host, "join.yaml", text, (path) =>
    withEtcdPatch(host, spec, (more) =>
      host.programs.run({
        argv: joinArguments(path, exceptions, more),
        limitMs: JOIN_LIMIT_MS,
        reason: "kubeadm join",
      }),
    ),
  );
};

/**
 * The last that kubeadm does with a kubelet that has its own certificate, where it did not live to do
 * it: upgrades find the runtime by the node's annotation, and the token has no business on the disk.
 * Nothing where it did. The kubelet may register its node only now.
 */
export const finishJoin = async (host: Host, spec: NodeSpec): Promise<void> => {
  if (await isMissing(host, kubeadmPaths.bootstrapConf)) return;
  const patch = { metadata: { annotations: { [CRI_SOCKET]: toCriSocket(spec) } } };
  for (let attempt = 1; ; attempt += 1) {
    const answer = await host.kubernetes.patch(`/api/v1/nodes/${spec.host}`, patch, "node");
    const mayCome = answer.kind === "not-found" || answer.kind === "unreachable";
    if (!mayCome || attempt === NODE_ATTEMPTS) {
      requireObject(answer, `node ${spec.host}`);
      break;
    }
    await host.pause(NODE_STEP_MS);
  }
  await host.files.remove(kubeadmPaths.bootstrapConf);
};

const isMissing = async (host: Host, path: string): Promise<boolean> =>
  (await host.files.read(path)) === undefined;

/** What this run was given to join with; throws `JOIN_MATERIAL_MISSING`. */
export const readJoinMaterial = (host: Pick<Host, "secrets">, spec: NodeSpec): JoinMaterial => ({
  token: requireSecret(host, spec, "join-token"),
  caCertificateHash: requireSecret(host, spec, "ca-certificate-hash"),
  ...(spec.role === "master"
    ? { certificateKey: requireSecret(host, spec, "certificate-key") }
    : {}),
});

const requireSecret = (
  host: Pick<Host, "secrets">,
  spec: NodeSpec,
  secret: RunSecretName,
): string => {
  const value = host.secrets.get(secret);
  if (value === undefined) throw joinMaterialMissing({ host: spec.host, secret });
  return value;
};
