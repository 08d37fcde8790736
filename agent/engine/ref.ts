/** What a task reads or writes, named `kind:name`; the order of tasks follows from these alone. */
export type Ref = `${RefKind}:${string}`;

export type RefKind =
  | "package" //        a Debian package by name
  | "apt-sources" //    the package lists of apt, as a whole: `apt-sources:all`
  | "file" //           a path: file, directory or link
  | "sysctl" //         a key with dots
  | "kernel-module" //  a module name
  | "unit" //           a systemd unit with its suffix
  | "swap" //           `swap:all`
  | "route" //          a destination CIDR
  | "packet-filter" //  a table of the packet filter
  | "image" //          a container image reference
  | "control-plane" //  `control-plane:local`: this host's API server and its certificates
  | "etcd" //          `etcd:member`: this host's member of etcd
  | "cluster" //        `cluster:initialized`, `cluster:joined`: this host's membership in Kubernetes
  | "version" //        which Kubernetes this host runs: `version:kubelet`, `version:control-plane`
  | "node" //           a Kubernetes node's labels and taints
  | "object"; //        a Kubernetes object `namespace/kind/name`
