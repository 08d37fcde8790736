import type { Host } from "../host/host.ts";
import { objectOrAbsent, requireObject } from "../kubernetes/kubernetes-answer.ts";

/** Cryptographic randomness; `randomBytes` of node:crypto outside of tests. */
export type RandomBytes = (count: number) => Uint8Array;

export interface JoinToken {
  /** The public half, `abcdef`. */
  readonly id: string;
  /** Both halves, `abcdef.0123456789abcdef`: a secret. */
  readonly token: string;
  readonly expiresAt: Date;
}

export interface JoinTokenOptions {
  /** How long hosts may join with it; Kubernetes deletes it by itself afterwards. */
  readonly lifetimeMs: number;
  readonly randomBytes: RandomBytes;
}

/**
 * Makes a bootstrap token in the cluster, on a master. The controller-manager signs cluster-info with
 * it within seconds, and kubeadm join waits for that signature by itself.
 */
export const createJoinToken = async (
  host: Pick<Host, "kubernetes" | "now">,
  { lifetimeMs, randomBytes }: JoinTokenOptions,
): Promise<JoinToken> => {
  const id = randomText(6, randomBytes);
  const secret = randomText(16, randomBytes);
  const expiresAt = new Date(host.now().getTime() + lifetimeMs);
  const answer = await host.kubernetes.create(SECRETS, {
    apiVersion: "v1",
    kind: "Secret",
    type: "bootstrap.kubernetes.io/token",
    metadata: { name: `bootstrap-token-${id}`, namespace: "kube-system" },
    stringData: {
      "auth-extra-groups": "system:bootstrappers:kubeadm:default-node-token",
      description: "made by pharosctl for hosts that join",
      // Kubernetes reads RFC 3339 without fractions of a second.
      expiration: expiresAt.toISOString().replace(/\.\d+Z$/, "Z"),
      "token-id": id,
      "token-secret": secret,
      "usage-bootstrap-authentication": "true",
      "usage-bootstrap-signing": "true",
    },
  });
  requireObject(answer, `Secret bootstrap-token-${id}`);
  return { id, token: `${id}.${secret}`, expiresAt };
};

/** Ends a token before its time; one that is gone already is no error. */
export const deleteJoinToken = async (
  host: Pick<Host, "kubernetes">,
  id: string,
): Promise<void> => {
  const answer = await host.kubernetes.delete(`${SECRETS}/bootstrap-token-${id}`);
  objectOrAbsent(answer, `Secret bootstrap-token-${id}`);
};

const SECRETS = "/api/v1/namespaces/kube-system/secrets";
const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
/** Bytes from here on would make the first letters likelier than the last. */
const FAIR_BELOW = 256 - (256 % ALPHABET.length);

const randomText = (length: number, randomBytes: RandomBytes): string => {
  let text = "";
  while (text.length < length) {
    const fair = [...randomBytes(length)].filter((byte) => byte < FAIR_BELOW);
    text += fair.map((byte) => ALPHABET[byte % ALPHABET.length] ?? "").join("");
  }
  return text.slice(0, length);
};
