import { createHash } from "node:crypto";
import type { SecretRef } from "../../shared/spec/node-spec.ts";
import type { ClusterConfig } from "../config/cluster-config.ts";
import type { SealedSecret } from "../stacks/seal-stack.ts";

interface CredentialsInput {
  readonly config: Pick<ClusterConfig, "image_mirror">;
  /** Contents of files that cluster.yml names, by absolute path. */
  readonly contents: ReadonlyMap<string, string>;
  readonly hashSecret: (value: string) => string;
}

/**
 * What every host is given to be let in by mirrors: `USER:PASSWORD` in base64, which is how HTTP's Basic
 * authentication has it, containerd's `auth`, and the `auths` of Docker's configuration files alike.
 */
export const sealMirrorCredentials = ({
  config,
  contents,
  hashSecret,
}: CredentialsInput): readonly SealedSecret[] =>
  Object.entries(config.image_mirror ?? {}).flatMap(([registry, { credentials }]) => {
    if (credentials === undefined) return [];
    const { username, password, password_file: path } = credentials;
    const secret = password ?? contents.get(path ?? "")?.replace(/\r?\n$/, "") ?? "";
    const value = Buffer.from(`${username}:${secret}`).toString("base64");
    return [{ name: secretName(registry), hash: hashSecret(value), value }];
  });

/** Of the secret of a registry's mirror, if there is one. */
export const mirrorCredentials = (
  secrets: readonly SecretRef[],
  registry: string,
): SecretRef | undefined => {
  const found = secrets.find(({ name }) => name === secretName(registry));
  return found === undefined ? undefined : { name: found.name, hash: found.hash };
};

/** A name that any store takes: registries have colons. */
const secretName = (registry: string): string =>
  `image-mirror-${createHash("sha256").update(registry).digest("hex").slice(0, 16)}`;
