import { compareMinors, minorOf } from "./kubernetes-version.ts";

export type KubernetesComponent =
  | "kubelet"
  | "kube-apiserver"
  | "kube-controller-manager"
  | "kube-scheduler"
  | "kube-proxy";

/** A flag that some supported minor lacks: before `since`, or from `gone` on. */
export interface FlagChange {
  readonly component: KubernetesComponent;
  readonly flag: string;
  readonly since?: string;
  readonly gone?: string;
  /** What to write instead, for hints. */
  readonly instead?: string;
}

const gone = (
  component: KubernetesComponent,
  minor: string,
  flags: readonly string[],
): readonly FlagChange[] => flags.map((flag) => ({ component, flag, gone: minor }));

const KLOG_FLAGS = [
  "add-dir-header",
  "alsologtostderr",
  "log-backtrace-at",
  "log-dir",
  "log-file",
  "log-file-max-size",
  "logtostderr",
  "one-output",
  "skip-headers",
  "skip-log-headers",
  "stderrthreshold",
];

const KLOG_COMPONENTS: readonly KubernetesComponent[] = [
  "kubelet",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
];

/**
 * Flags that people are likely to pass through and that came or went at a minor which is certain.
 * The list is not complete: a flag that is not here may still be unknown to a version.
 */
export const flagChanges: readonly FlagChange[] = [
  ...gone("kubelet", "1.24", [
    "network-plugin",
    "network-plugin-mtu",
    "cni-bin-dir",
    "cni-conf-dir",
    "cni-cache-dir",
    "image-pull-progress-deadline",
    "docker-endpoint",
    "dynamic-config-dir",
    "non-masquerade-cidr",
  ]),
  {
    component: "kubelet",
    flag: "container-runtime",
    gone: "1.27",
    instead: "nothing: every runtime is remote",
  },
  {
    component: "kubelet",
    flag: "pod-infra-container-image",
    gone: "1.35",
    instead: "the runtime's own sandbox image",
  },
  { component: "kubelet", flag: "config-dir", since: "1.28" },
  { component: "kubelet", flag: "seccomp-default", since: "1.22" },
  ...gone("kube-controller-manager", "1.24", ["address", "port"]),
  { component: "kube-controller-manager", flag: "pod-eviction-timeout", gone: "1.27" },
  ...gone("kube-scheduler", "1.24", ["address", "port"]),
  ...gone("kube-scheduler", "1.23", [
    "policy-config-file",
    "policy-configmap",
    "use-legacy-policy-config",
  ]),
  ...KLOG_COMPONENTS.flatMap((component) => gone(component, "1.26", KLOG_FLAGS)),
];

/** The change that makes a flag unusable with a version; `undefined`: nothing is known against it. */
export const flagObstacle = (
  component: KubernetesComponent,
  flag: string,
  version: string,
): FlagChange | undefined => {
  const minor = minorOf(version) ?? version;
  return flagChanges.find(
    (change) =>
      change.component === component &&
      change.flag === flag &&
      (isGone(change.gone, minor) || isNotYet(change.since, minor)),
  );
};

const isGone = (since: string | undefined, minor: string): boolean =>
  since !== undefined && compareMinors(minor, since) >= 0;

const isNotYet = (since: string | undefined, minor: string): boolean =>
  since !== undefined && compareMinors(minor, since) < 0;
