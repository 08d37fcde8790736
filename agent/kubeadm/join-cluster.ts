import { joinMaterialMissing } from "../../shared/errors/kubernetes-errors.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Host, RunSecretName } from "../host/host.ts";
import { withEtcdPatch } from "./etcd-patch.ts";
import { joinArguments } from "./kubeadm-arguments.ts";
import { findPreflightExceptions } from "./preflight-exceptions.ts";
import { type JoinMaterial, renderJoinConfiguration } from "./render-join-configuration.ts";
import { withRunFile } from "./run-file.ts";

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
