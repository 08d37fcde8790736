/** The components that kubeadm runs from manifests, etcd aside, in the order in which they are changed. */
export const controlPlaneComponents = [
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
] as const;
export type ControlPlaneComponent = (typeof controlPlaneComponents)[number];

/** `undefined`: it follows from the host or the version, and nobody else sets it. */
export type OwnFlags = ReadonlyMap<string, string | undefined>;

const fromHost = (...names: readonly string[]) => names.map((name) => [name, undefined] as const);

/**
 * Flags that kubeadm gives by itself, in any supported version, with their values where these are the
 * same everywhere: what a flag goes back to when cluster.yml says nothing of it any more. Any other
 * flag in a manifest was passed through. Source: kubeadm's cmd/kubeadm/app/phases/controlplane.
 */
export const kubeadmFlags: Readonly<Record<ControlPlaneComponent, OwnFlags>> = {
  "kube-apiserver": new Map([
    ...fromHost(
      "advertise-address",
      "client-ca-file",
      "etcd-servers",
      "etcd-cafile",
      "etcd-certfile",
      "etcd-keyfile",
      "kubelet-client-certificate",
      "kubelet-client-key",
      "proxy-client-cert-file",
      "proxy-client-key-file",
      "requestheader-client-ca-file",
      "secure-port",
      "service-account-issuer",
      "service-account-key-file",
      "service-account-signing-key-file",
      "service-cluster-ip-range",
      "tls-cert-file",
      "tls-private-key-file",
      "insecure-port",
    ),
    ["allow-privileged", "true"],
    ["authorization-mode", "Node,RBAC"],
    ["enable-admission-plugins", "NodeRestriction"],
    ["enable-bootstrap-token-auth", "true"],
    ["kubelet-preferred-address-types", "InternalIP,ExternalIP,Hostname"],
    ["requestheader-allowed-names", "front-proxy-client"],
    ["requestheader-extra-headers-prefix", "X-Remote-Extra-"],
    ["requestheader-group-headers", "X-Remote-Group"],
    ["requestheader-username-headers", "X-Remote-User"],
  ]),
  "kube-controller-manager": new Map([
    ...fromHost(
      "allocate-node-cidrs",
      "authentication-kubeconfig",
      "authorization-kubeconfig",
      "client-ca-file",
      "cluster-cidr",
      "cluster-name",
      "cluster-signing-cert-file",
      "cluster-signing-key-file",
      "kubeconfig",
      "node-cidr-mask-size",
      "port",
      "requestheader-client-ca-file",
      "root-ca-file",
      "service-account-private-key-file",
      "service-cluster-ip-range",
    ),
    ["bind-address", "127.0.0.1"],
    ["controllers", "*,bootstrapsigner,tokencleaner"],
    ["leader-elect", "true"],
    ["use-service-account-credentials", "true"],
  ]),
  "kube-scheduler": new Map([
    ...fromHost("authentication-kubeconfig", "authorization-kubeconfig", "kubeconfig", "port"),
    ["bind-address", "127.0.0.1"],
    ["leader-elect", "true"],
  ]),
};
