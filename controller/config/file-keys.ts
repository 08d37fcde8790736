/** Keys that name files on the administrator's machine. A test holds the list against the schema. */
export interface FileKey {
  readonly pattern: string;
  /**
   * `public-key`, `certificate` and `password`: read when the file is loaded, and wrong if it is not that;
   * `manifests`, `templates`: a file or folder of Kubernetes objects, without and with variables;
   * `private`: only looked for; `later`: belongs to a key that is not supported yet.
   */
  readonly content:
    | "public-key"
    | "certificate"
    | "password"
    | "manifests"
    | "templates"
    | "private"
    | "later";
}

const repositoryKeys = (place: string): readonly FileKey[] =>
  ["kubernetes.key", "container_runtime.key", "additional[].key"].map((key) => ({
    pattern: `${place}.${key}`,
    content: "public-key",
  }));

export const fileKeys: readonly FileKey[] = [
  { pattern: "hosts[].ssh_key_path", content: "private" },
  { pattern: "hosts[].bastion.ssh_key_path", content: "private" },
  ...repositoryKeys("hosts[].repositories"),
  ...repositoryKeys("repositories"),
  { pattern: "image_mirror.*.ca", content: "certificate" },
  { pattern: "image_mirror.*.credentials.password_file", content: "password" },
  { pattern: "network.weave.password", content: "password" },
  // Taken as others publish them: `${` in their scripts is not ours.
  { pattern: "network.custom.manifest_path", content: "manifests" },
  { pattern: "manifests[]", content: "templates" },
  ...[
    "etcd.certificate",
    "etcd.key",
    "etcd.ca_certificate",
    "authentication.token_webhook.config.cluster.certificate_authority",
    "authentication.token_webhook.config.user.client_key",
    "authentication.token_webhook.config.user.client_certificate",
    "authentication.oidc.ca_file",
    "cloud.config",
  ].map((pattern): FileKey => ({ pattern, content: "later" })),
];
