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
 * gives the key in hex. kubeadm deletes the Secret after two hours.
 */
export const uploadCertificates = async (
  host: Host,
  spec: NodeSpec,
  randomBytes: RandomBytes,
): Promise<string> => {
  const key = Buffer.from(randomBytes(KEY_BYTES)).toString("hex");
  await withRunFile(host, "upload-certs.yaml", renderInitConfiguration(spec, key), (path) =>
    host.programs.run({
      argv: uploadCertificatesArguments(path),
      limitMs: UPLOAD_LIMIT_MS,
      reason: "kubeadm init phase upload-certs",
    }),
  );
  return key;
};
