/** How a verb that shows something is called in tests, and what people see of it too. */
export interface ReadingVerb {
  /** After the verb itself; `FORM` stands for the form of the output. */
  readonly words: readonly string[];
  /** `document`: one; `stream`: one event after the other, docs/events.md. */
  readonly kind: "document" | "stream";
  /** What of the cluster m1, w1 has to be in every form. */
  readonly shows: readonly string[];
  /** Default 0. */
  readonly code?: number;
}

const HOSTS = ["m1", "w1"];

/** Every verb that shows something; `changed.yml` labels w1 otherwise than it is. */
export const readingVerbs: Readonly<Record<string, ReadingVerb>> = {
  validate: { words: [], kind: "document", shows: ["cluster.yml"] },
  plan: { words: ["changed.yml"], kind: "document", shows: ["m1", "disk", "slow"] },
  apply: { words: ["--yes"], kind: "stream", shows: ["loop"] },
  status: { words: [], kind: "document", shows: [...HOSTS, "127.0.93.11", "Ready", "loop"] },
  facts: { words: [], kind: "document", shows: [...HOSTS, "Debian GNU/Linux 12"] },
  "hosts list": { words: [], kind: "document", shows: [...HOSTS, "answers"] },
  drift: { words: [], kind: "document", shows: HOSTS },
  "drift check": { words: ["--host", "w1"], kind: "document", shows: ["w1"] },
  "drift correct": { words: ["--host", "w1"], kind: "document", shows: ["w1"] },
  "drift pause": { words: ["w1", "--reason", "test"], kind: "document", shows: ["w1"] },
  "drift resume": { words: ["w1"], kind: "document", shows: ["w1"] },
  runs: { words: [], kind: "document", shows: ["apply", "ada", "succeeded"] },
  "runs show": { words: ["last"], kind: "document", shows: [...HOSTS, "succeeded", "ada"] },
  attach: { words: ["last", "-v"], kind: "stream", shows: HOSTS },
  logs: { words: [], kind: "stream", shows: [...HOSTS, "kubelet", "a line of the log"] },
  events: { words: ["-v"], kind: "stream", shows: HOSTS },
  upgrade: { words: [], kind: "document", shows: [...HOSTS, "1.20.2"] },
  reboot: { words: [], kind: "document", shows: HOSTS },
  "host-upgrades": { words: [], kind: "document", shows: HOSTS },
  audit: { words: ["--host", "w1"], kind: "document", shows: ["SpecService.Apply", "(admin)"] },
  "audit verify": { words: ["--host", "w1"], kind: "document", shows: ["w1"] },
  "support-bundle": { words: ["--file", "FORM.tar.gz"], kind: "document", shows: [".tar.gz"] },
  exec: { words: ["--", "echo", "x"], kind: "document", shows: ["m1", "said by ssh"] },
  kubeconfig: { words: ["--user", "ada"], kind: "document", shows: ["loop", "ada"] },
  "etcd members": { words: [], kind: "document", shows: ["m1", "3.4.23", "healthy"] },
  "etcd snapshot save": {
    words: ["FORM.snapshot"],
    kind: "document",
    shows: [".snapshot", "1234", "m1"],
  },
  "etcd snapshot list": { words: [], kind: "document", shows: ["m1", "scheduled", "1234"] },
  "etcd snapshot fetch": {
    words: ["latest", "FORM.fetched"],
    kind: "document",
    shows: [".fetched", "1234", "m1", "scheduled"],
  },
  "etcd defrag": { words: [], kind: "document", shows: ["m1"] },
  "certs status": { words: [], kind: "document", shows: [...HOSTS, "good"] },
  "certs renew": { words: ["--host", "w1"], kind: "document", shows: ["w1", "good"] },
  "certs rotate-ca": { words: ["--status"], kind: "document", shows: [...HOSTS, "in use"] },
  "certs rotate-encryption-key": {
    words: ["--status"],
    kind: "document",
    shows: ["m1", "no keys"],
  },
  "access list": { words: [], kind: "document", shows: ["eve", "viewer"] },
  "access revoke": { words: ["0123456789abcdef0123456789abcdef"], kind: "document", shows: ["2"] },
  schema: { words: [], kind: "document", shows: ["hosts", "ssh_key_path"] },
  version: { words: [], kind: "document", shows: ["0.1.0", "debian 12"] },
};

/** Verbs that show nothing of their own, and why they have one form. */
export const otherVerbs: Readonly<Record<string, string>> = {
  init: "writes cluster.yml",
  adopt: "writes cluster.yml, of hosts that no file names yet",
  ssh: "is another program's terminal",
  "access grant": "writes an access file",
  "access import": "writes an access file",
  "reboot now": "orders a reboot",
  "reboot pause": "orders one host",
  "reboot resume": "orders one host",
  "host-upgrades run": "orders an upgrade",
  "tf apply": "runs terraform, then applies",
  "tf destroy": "runs terraform after a reset",
  "hosts remove": "takes a host away; it tells as apply does",
  "hosts rejoin": "takes a host away and lets it join again; it tells as apply does",
  "etcd recover": "makes one member all of etcd; it tells as apply does",
  "etcd snapshot restore": "replaces what etcd has; it tells as apply does",
  reset: "takes the cluster away; it tells as apply does",
  completion: "prints a script for a shell",
};
