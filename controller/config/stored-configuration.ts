import { stringify } from "yaml";
import type { ClusterConfig } from "./cluster-config.ts";
import { fileKeys } from "./file-keys.ts";

/**
 * The configuration as YAML for the cluster itself (ConfigMap kube-system/pharos-config): defaults
 * filled in, keys sorted, so that equal configurations give equal bytes. Left out are secrets, and paths,
 * which mean something on one administrator's machine only.
 */
export const renderStoredConfiguration = (config: ClusterConfig): string =>
  stringify(withoutSecrets(config, ""), {
    sortMapEntries: true,
    lineWidth: 0,
    aliasDuplicateObjects: false,
  });

const leftOut: ReadonlySet<string> = new Set([
  ...fileKeys.map(({ pattern }) => pattern),
  "image_mirror.*.credentials",
  ...["access_key_id", "secret_access_key", "passphrase"].map(
    (key) => `maintenance.etcd_snapshots.s3.${key}`,
  ),
]);

/** Keys below these are names of one's own; the pattern says `*`. */
const freeMappings = new Set(["image_mirror"]);

/** Mappings of variables and flags: any of them may be a secret, by its name. */
const namedByUsers = /\.(?:environment|extra_args)$/;
const secretName = /pass|secret|token|credential|private|api_?key/i;

const withoutSecrets = (value: unknown, pattern: string): unknown => {
  if (typeof value === "string") return withoutUserinfo(value);
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, `${pattern}[]`));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).flatMap(([key, child]) => {
    const childPattern = joinPattern(pattern, freeMappings.has(pattern) ? "*" : key);
    if (child === undefined || leftOut.has(childPattern)) return [];
    const isSecret = namedByUsers.test(pattern) && secretName.test(key);
    return [[key, isSecret ? "***" : withoutSecrets(child, childPattern)] as const];
  });
  return Object.fromEntries(entries);
};

const joinPattern = (pattern: string, key: string): string =>
  pattern === "" ? key : `${pattern}.${key}`;

/** Proxies are often written as http://user:password@proxy. */
const withoutUserinfo = (text: string): string => text.replaceAll(/(\w+:\/\/)[^/\s@]+@/g, "$1***@");
