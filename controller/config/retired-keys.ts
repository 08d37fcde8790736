/** Keys of earlier tools that have no meaning here, with what to do instead. */
export const retiredKeys: Readonly<Record<string, string>> = {
  telemetry: "pharosctl sends none; remove the key",
  pod_security_policy: "Kubernetes 1.25 removed them; label namespaces for Pod Security instead",
  addon_paths: "use manifests for objects of your own",
  http_proxy: "use environment: { HTTP_PROXY: … }",
  calico: "use provider custom with Calico's manifest",
  node_local_dns_cache: "remove the key",
  ca_issuer: "the key of the cluster's authority stays on its masters; make an issuer by manifests",
  use_proxy: "every host has a proxy for the API; remove the key",
};
