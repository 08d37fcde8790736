import { randomBytes } from "node:crypto";
import { secretMissing } from "../../shared/errors/spec-errors.ts";
import type { ObjectSecret } from "../../shared/spec/node-spec.ts";
import type { Change } from "../engine/change.ts";
import type { FileReader } from "../host/files.ts";
import type { KubernetesAnswer, KubernetesObject } from "../host/kubernetes.ts";
import { isRecord, textAt, textsAt } from "../../shared/spec/json-path.ts";

/** Where an agent keeps what specs name by a hash. */
export const SECRETS = "/var/lib/pharos/secrets";

/**
 * The object with the values that are in the cluster already, so that a dry run tells of everything
 * else. Of stored values only the hash is compared, which stands in an annotation.
 */
export const keepSecrets = (
  object: KubernetesObject,
  secrets: readonly ObjectSecret[],
  found: KubernetesAnswer,
): KubernetesObject => {
  const present = found.kind === "ok" ? textsAt(found.object, "data") : {};
  const values = secrets.flatMap(({ key }) => {
    const value = present[key];
    return value === undefined ? [] : [[key, value] as const];
  });
  return withValues(object, secrets, values);
};

/** Values that the Secret in the cluster lacks. */
export const missingSecrets = (
  present: KubernetesObject,
  secrets: readonly ObjectSecret[],
): readonly Change[] =>
  secrets
    .filter(({ key }) => textAt(present, "data", key) === undefined)
    .map(({ key }) => ({ field: `data.${key}`, after: "(secret)" }));

/**
 * The whole object: stored values (in base64) from this host, generated ones as they are in the cluster, or new.
 * Throws `SECRET_MISSING`.
 */
export const fillSecrets = async (
  host: { readonly files: Pick<FileReader, "read"> },
  spec: { readonly object: KubernetesObject; readonly secrets?: readonly ObjectSecret[] },
  present: KubernetesObject | undefined,
): Promise<KubernetesObject> => {
  const secrets = spec.secrets ?? [];
  const values = await Promise.all(
    secrets.map(async ({ key, from }): Promise<readonly [string, string]> => {
      if (from.kind === "generated") {
        const known = textAt(present, "data", key);
        return [key, known ?? encode(randomBytes(from.bytes).toString("hex"))];
      }
      const value = await host.files.read(`${SECRETS}/${from.ref.name}`);
      if (value === undefined) throw secretMissing({ secret: from.ref.name });
      return [key, value];
    }),
  );
  return withValues(spec.object, secrets, values);
};

const encode = (text: string): string => Buffer.from(text).toString("base64");

const HASHES = "pharosctl/secret-hashes";

const withValues = (
  object: KubernetesObject,
  secrets: readonly ObjectSecret[],
  values: readonly (readonly [string, string])[],
): KubernetesObject => {
  const metadata = isRecord(object["metadata"]) ? object["metadata"] : {};
  const hashes = secrets.flatMap(({ key, from }) =>
    from.kind === "stored" ? [[key, from.ref.hash] as const] : [],
  );
  const annotations = {
    ...textsAt(metadata, "annotations"),
    ...(hashes.length === 0 ? {} : { [HASHES]: JSON.stringify(Object.fromEntries(hashes)) }),
  };
  return {
    ...object,
    metadata: { ...metadata, annotations },
    data: { ...textsAt(object, "data"), ...Object.fromEntries(values) },
  };
};
