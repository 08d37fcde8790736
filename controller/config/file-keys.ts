/** Keys that name files on the administrator's machine. A test holds the list against the schema. */
export interface FileKey {
  readonly pattern: string;
  /**
   * `public-key`, `certificate`, `key`, `password` (any text) and `passphrase` (a long one): read when the
   * file is loaded, and wrong if it is not that; `manifests`, `templates`: a file or folder of Kubernetes
   * objects, without and with variables; `private`: only looked for.
   */
  readonly content:
    | "public-key"
    | "certificate"
    | "key"
    | "password"
    | "passphrase"
    | "manifests"
    | "templates"
    | "private";
}

const repositoryKeys = (place: string): readonly FileKey[] =>
  ["kubernetes.key", "container_runtime.key", "additional[].key"].map((key) => ({
    pattern: `${place}.${key}`,
    content: "public-key",
  }));

const store = "maintenance.etcd_snapshots.s3";
const webhook = "authentication.token_webhook.config";
const certificates = [
  "etcd.certificate",
  "etcd.ca_certificate",
  `${webhook}.cluster.certificate_authority`,
  `${webhook}.user.client_certificate`,
  "authentication.oidc.ca_file",
  `${store}.ca`,
];
const keys = ["etcd.key", `${webhook}.user.client_key`];

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
  ...certificates.map((pattern): FileKey => ({ pattern, content: "certificate" })),
  ...keys.map((pattern): FileKey => ({ pattern, content: "key" })),
  { pattern: "cloud.config", content: "password" },
  { pattern: `${store}.secret_access_key_file`, content: "password" },
  { pattern: `${store}.passphrase_file`, content: "passphrase" },
];
