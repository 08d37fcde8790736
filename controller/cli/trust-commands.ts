import type { CommandEntry } from "./commands.ts";

/** The verbs about certificates and access, as a part of the list of verbs. */
export const trustCommands: readonly CommandEntry[] = [
  {
    name: "certs status",
    summary: "show when the certificates of cluster, agents and Kubernetes end",
    load: async () => (await import("../commands/certs-status.ts")).certsStatus,
  },
  {
    name: "certs renew",
    summary: "renew the agents' certificates, and authorities that are old",
    load: async () => (await import("../commands/certs-renew.ts")).certsRenew,
  },
  {
    name: "certs rotate-ca",
    summary: "exchange the cluster's authorities for new ones, while everything works",
    load: async () => (await import("../commands/certs-rotate-ca.ts")).certsRotateCa,
  },
  {
    name: "certs rotate-encryption-key",
    summary: "encrypt secrets in etcd with a new key, while everything works",
    load: async () =>
      (await import("../commands/certs-rotate-encryption-key.ts")).certsRotateEncryptionKey,
  },
  {
    name: "access grant",
    summary: "let somebody into the cluster, with a role and for a time",
    load: async () => (await import("../commands/access-grant.ts")).accessGrant,
  },
  {
    name: "access import",
    summary: "use an access file that somebody made for you",
    load: async () => (await import("../commands/access-import.ts")).accessImport,
  },
  {
    name: "access list",
    summary: "show whom these keys have let into the cluster",
    load: async () => (await import("../commands/access-list.ts")).accessList,
  },
  {
    name: "access revoke",
    summary: "end the access of somebody at once, on all hosts that answer",
    load: async () => (await import("../commands/access-revoke.ts")).accessRevoke,
  },
];
