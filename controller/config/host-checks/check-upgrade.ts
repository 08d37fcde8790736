import { compareMinors, parseVersion } from "../../../shared/versions/kubernetes-version.ts";
import { installedKubernetes } from "../installed-kubernetes.ts";
import { eachHost, type HostCheck, type HostProblem } from "./host-problem.ts";

/**
 * A cluster that runs gets another release in kubeadm's order: never an older one, control planes one
 * minor at a time, and no kubelet further behind its API server than Kubernetes bears.
 */
export const checkUpgrade: HostCheck = eachHost(({ facts, probe, config }, { kubernetes }) => {
  const installed = probe.isMember ? installedKubernetes(facts) : undefined;
  if (installed === undefined || installed === kubernetes.version) return [];
  const problem = judge(config.role, installed, kubernetes.version);
  return problem === undefined ? [] : [{ severity: "error", ...problem }];
});

type Judgement = Pick<HostProblem, "code" | "message" | "hint">;

const judge = (
  role: "master" | "worker",
  installed: string,
  version: string,
): Judgement | undefined => {
  const step = compareMinors(version, installed);
  const asked = `runs Kubernetes ${installed}, and kubernetes.version is ${version}`;
  if (step < 0 || (step === 0 && patchOf(version) < patchOf(installed)))
    return {
      code: "UPGRADE_GOES_BACK",
      message: `${asked}: there is no way back`,
      hint: `set kubernetes.version: "${installed}" or newer`,
    };
  const hint = `set kubernetes.version to a release of ${nextMinor(installed)} first`;
  if (role === "master" && step > 1)
    return {
      code: "UPGRADE_SKIPS_MINOR",
      message: `${asked}: a control plane takes one minor after the other`,
      hint,
    };
  return step > kubeletSkew(version)
    ? { code: "UPGRADE_SKEW", message: `${asked}: too old a kubelet beside that API server`, hint }
    : undefined;
};

const patchOf = (version: string): number => parseVersion(version)?.patch ?? 0;

const nextMinor = (version: string): string => {
  const { major = 0, minor = 0 } = parseVersion(version) ?? {};
  return `${major}.${minor + 1}`;
};

/** Minors that a kubelet may be behind its API server. */
const kubeletSkew = (version: string): number => (compareMinors(version, "1.28") >= 0 ? 3 : 2);
