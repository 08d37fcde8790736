import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Host } from "../host/host.ts";
import type { RandomBytes } from "./join-token.ts";
import { uploadCertificatesArguments } from "./kubeadm-arguments.ts";
import { renderInitConfiguration } from "./render-init-configuration.ts";
import { withRunFile } from "./run-file.ts";

const UPLOAD_LIMIT_MS = 2 * 60_000;
/** AES-256, as kubeadm wants it. */
const KEY_BYTES = 32;

/**
 * Puts the certificates that masters share into Secret kubeadm-certs, encrypted under a new key, and
 * gives the key in hex. kubeadm deletes the Secret after two hours. What leads to an etcd outside has
 * each master from its own spec: that does not go into the cluster, and kubeadm does not know
 * every kind of key: 1.20 refuses one of an elliptic curve in PKCS 8 at the join.
 */
export const uploadCertificates = async (
  host: Host,
  spec: NodeSpec,
  randomBytes: RandomBytes,
): Promise<string> => {
  const key = Buffer.from(randomBytes(KEY_BYTES)).toString("hex");
  await withRunFile(host, "upload-certs.yaml", renderInitConfiguration(ownOf(spec), key), (path) =>
    host.programs.run({
      argv: uploadCertificatesArguments(path),
      limitMs: UPLOAD_LIMIT_MS,
      reason: "kubeadm init phase upload-certs",
    }),
  );
  return key;
};

/** A file that is not there is uploaded as nothing, and a join leaves alone what it is nothing for. */
const NOT_THERE = "/nonexistent";

const ownOf = (spec: NodeSpec): NodeSpec => {
  const { controlPlane } = spec.kubernetes;
  const { externalEtcd } = controlPlane;
  if (externalEtcd === undefined) return spec;
  const nowhere = { caFile: NOT_THERE, certificateFile: NOT_THERE, keyFile: NOT_THERE };
  return {
    ...spec,
    kubernetes: {
      ...spec.kubernetes,
      controlPlane: { ...controlPlane, externalEtcd: { ...externalEtcd, ...nowhere } },
    },
  };
};
