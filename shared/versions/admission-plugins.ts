import { compareMinors } from "./kubernetes-version.ts";

/** An admission plugin of the API server; `since` and `gone` are minors, absent: all supported ones. */
export interface AdmissionPlugin {
  readonly name: string;
  readonly since?: string;
  readonly gone?: string;
  /** What to use instead, for hints. */
  readonly instead?: string;
  /** It does nothing, or refuses to start, without a configuration file of its own. */
  readonly wantsConfiguration?: true;
}

const always = (names: readonly string[]): readonly AdmissionPlugin[] =>
  names.map((name) => ({ name }));

/** Source: `kube-apiserver --help` of each minor and Kubernetes' page on admission controllers. */
export const admissionPlugins: readonly AdmissionPlugin[] = [
  ...always([
    "AlwaysAdmit",
    "AlwaysDeny",
    "AlwaysPullImages",
    "CertificateApproval",
    "CertificateSigning",
    "CertificateSubjectRestriction",
    "DefaultIngressClass",
    "DefaultStorageClass",
    "DefaultTolerationSeconds",
    "ExtendedResourceToleration",
    "LimitPodHardAntiAffinityTopology",
    "LimitRanger",
    "MutatingAdmissionWebhook",
    "NamespaceAutoProvision",
    "NamespaceExists",
    "NamespaceLifecycle",
    "NodeRestriction",
    "OwnerReferencesPermissionEnforcement",
    "PersistentVolumeClaimResize",
    "PodNodeSelector",
    "PodTolerationRestriction",
    "Priority",
    "ResourceQuota",
    "RuntimeClass",
    "ServiceAccount",
    "StorageObjectInUseProtection",
    "TaintNodesByCondition",
    "ValidatingAdmissionWebhook",
  ]),
  { name: "EventRateLimit", wantsConfiguration: true },
  { name: "ImagePolicyWebhook", wantsConfiguration: true },
  { name: "DenyEscalatingExec", gone: "1.21", instead: "ValidatingAdmissionWebhook" },
  { name: "DenyExecOnPrivileged", gone: "1.21", instead: "ValidatingAdmissionWebhook" },
  { name: "PodSecurityPolicy", gone: "1.25", instead: "PodSecurity, which is on by default" },
  { name: "SecurityContextDeny", gone: "1.30", instead: "PodSecurity, which is on by default" },
  { name: "PersistentVolumeLabel", gone: "1.31" },
  { name: "DenyServiceExternalIPs", since: "1.21" },
  { name: "PodSecurity", since: "1.22" },
  { name: "ValidatingAdmissionPolicy", since: "1.26" },
  { name: "ClusterTrustBundleAttest", since: "1.27" },
  { name: "MutatingAdmissionPolicy", since: "1.32" },
];

export const isPluginOf = ({ since, gone }: AdmissionPlugin, version: string): boolean =>
  (since === undefined || compareMinors(version, since) >= 0) &&
  (gone === undefined || compareMinors(version, gone) < 0);
