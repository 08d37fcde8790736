import { createPrivateKey, X509Certificate } from "node:crypto";
import type { Finding } from "./checks/config-parts.ts";
import { type ConfigTree, valueAt } from "./config-tree.ts";

const pairs: readonly (readonly [certificate: readonly string[], key: readonly string[]])[] = [
  [
    ["etcd", "certificate"],
    ["etcd", "key"],
  ],
  [
    ["authentication", "token_webhook", "config", "user", "client_certificate"],
    ["authentication", "token_webhook", "config", "user", "client_key"],
  ],
];

/** A certificate and the key beside it that do not belong together; `contents` by absolute path. */
export const checkKeyPairs = (
  tree: ConfigTree,
  contents: ReadonlyMap<string, string>,
): readonly Finding[] =>
  pairs.flatMap(([certificatePath, keyPath]) => {
    const certificate = contentAt(tree, certificatePath, contents);
    const key = contentAt(tree, keyPath, contents);
    if (certificate === undefined || key === undefined) return [];
    if (new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key))) return [];
    const message = `is not the key of ${certificatePath.join(".")}`;
    return [{ severity: "error", path: keyPath, message }];
  });

const contentAt = (
  tree: ConfigTree,
  path: readonly string[],
  contents: ReadonlyMap<string, string>,
): string | undefined => {
  const file = valueAt(tree, path);
  return typeof file === "string" ? contents.get(file) : undefined;
};
