import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { HostReader } from "../host/host.ts";

/**
 * Names of kubeadm's preflight checks that cannot be met here and need not be, each for a reason
 * that is seen on the host or said in the spec. Everything else stays an error.
 */
export const findPreflightExceptions = async (
  host: Pick<HostReader, "files">,
  spec: NodeSpec,
): Promise<readonly string[]> => {
  const exceptions: string[] = [];
  if (spec.kubernetes.kubelet.config["failSwapOn"] === false) exceptions.push("Swap");
  // Without cluster DNS its image is not wanted, but kubeadm wants to pull it all the same. The
  // other images are pulled by the kubelet then, which says so if it cannot.
  if (spec.kubernetes.dns.provider === "none") exceptions.push("ImagePull");
  // This check judges the kernel by its build configuration; in containers there is none to read.
  if (!(await hasKernelConfiguration(host))) exceptions.push("SystemVerification");
  return exceptions;
};

/**
 * The same for an upgrade. kubeadm's trial job needs a node that takes pods within 15 seconds, and the
 * version of its image to end by itself; whether workloads run is what the upgrade is gated on anyway.
 * Where there is no CoreDNS of kubeadm's, its checks of one know no version to begin with.
 */
export const findUpgradeExceptions = async (
  host: Pick<HostReader, "files">,
  spec: NodeSpec,
): Promise<readonly string[]> => [
  ...(await findPreflightExceptions(host, spec)),
  "CreateJob",
  ...(spec.kubernetes.dns.provider === "none"
    ? ["CoreDNSUnsupportedPlugins", "CoreDNSMigration"]
    : []),
];

const hasKernelConfiguration = async (host: Pick<HostReader, "files">): Promise<boolean> => {
  const release = (await host.files.read("/proc/sys/kernel/osrelease"))?.trim() ?? "";
  const paths = [
    "/proc/config.gz",
    `/boot/config-${release}`,
    `/usr/lib/modules/${release}/config`,
    `/usr/src/linux-headers-${release}/.config`,
    `/lib/modules/${release}/build/.config`,
  ];
  const stats = await Promise.all(paths.map((path) => host.files.stat(path)));
  return stats.some((stat) => stat !== undefined);
};
