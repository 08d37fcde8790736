import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Host } from "../host/host.ts";
import { readCaCertificateHash } from "./ca-certificate-hash.ts";
import { createJoinToken, type JoinTokenOptions } from "./join-token.ts";
import type { JoinMaterial } from "./render-join-configuration.ts";
import { uploadCertificates } from "./upload-certificates.ts";

export interface JoinMaterialOptions extends JoinTokenOptions {
  /** Masters are to join: their shared certificates are uploaded, encrypted, for two hours. */
  readonly forMasters: boolean;
}

export interface MadeJoinMaterial extends JoinMaterial {
  /** For `deleteJoinToken` once all have joined. */
  readonly tokenId: string;
  readonly expiresAt: Date;
}

/** Everything that hosts need to join, made on a master whose control plane is complete. */
export const createJoinMaterial = async (
  host: Host,
  spec: NodeSpec,
  options: JoinMaterialOptions,
): Promise<MadeJoinMaterial> => {
  const caCertificateHash = await readCaCertificateHash(host);
  const certificateKey = options.forMasters
    ? await uploadCertificates(host, spec, options.randomBytes)
    : undefined;
  const { id, token, expiresAt } = await createJoinToken(host, options);
  return {
    token,
    tokenId: id,
    expiresAt,
    caCertificateHash,
    ...(certificateKey === undefined ? {} : { certificateKey }),
  };
};
