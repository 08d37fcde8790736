import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Host } from "../host/host.ts";
import { renderChainRemoval } from "./packet-filter-chains.ts";
import { withRunFile } from "./run-file.ts";

const LIMIT_MS = 60_000;

/** kubeadm reset leaves kube-proxy's and the kubelet's chains to the administrator; here they go too. */
export const removeChains = async (
  host: Host,
  { kubernetes }: Pick<NodeSpec, "kubernetes">,
): Promise<void> => {
  if (kubernetes.kubeProxy.mode === "nftables") await removeTables(host);
  for (const family of await findFamilies(host)) {
    const saved = await host.programs.run({
      argv: [`${family}-save`],
      limitMs: LIMIT_MS,
      reason: `read the rules of ${family}`,
    });
    const removal = renderChainRemoval(saved.stdout);
    if (removal === undefined) continue;
    await withRunFile(host, `${family}.rules`, removal, (path) =>
      host.programs.run({
        argv: [`${family}-restore`, "--noflush", "--wait=10", path],
        limitMs: LIMIT_MS,
        reason: `remove the chains of Kubernetes from ${family}`,
      }),
    );
  }
};

/** Those that kube-proxy has in this mode; without the package they stay until the host boots. */
const removeTables = async (host: Host): Promise<void> => {
  if (!(await host.packages.installed(["nftables"])).has("nftables")) return;
  const listed = await host.programs.run({
    argv: ["nft", "list", "tables"],
    limitMs: LIMIT_MS,
    reason: "read the tables of nftables",
  });
  for (const family of ["ip", "ip6"]) {
    if (!listed.stdout.split("\n").includes(`table ${family} kube-proxy`)) continue;
    await host.programs.run({
      argv: ["nft", "delete", "table", family, "kube-proxy"],
      limitMs: LIMIT_MS,
      reason: `remove kube-proxy's table of ${family}`,
    });
  }
};

/** Without the package there are no rules of Kubernetes, without IPv6 in the kernel its half fails. */
const findFamilies = async (host: Host): Promise<readonly string[]> => {
  const installed = await host.packages.installed(["iptables"]);
  if (!installed.has("iptables")) return [];
  const hasIpv6 = (await host.files.stat("/proc/sys/net/ipv6")) !== undefined;
  return hasIpv6 ? ["iptables", "ip6tables"] : ["iptables"];
};
