import { compareMinors, minorOf } from "../versions/kubernetes-version.ts";

/**
 * Whether kube-proxy of this version, started in one of these modes, takes away the rules that it has made in
 * the other: between `nftables` and `iptables` it does (kubernetes#131243 speaks of it), from the first
 * version on that has `nftables` by default, 1.31. Rules of `ipvs` would stay until the host boots.
 */
export const isProxyModeExchangeable = (
  from: string,
  to: string,
  kubernetesVersion: string,
): boolean =>
  from === to ||
  (EXCHANGEABLE.has(from) &&
    EXCHANGEABLE.has(to) &&
    compareMinors(minorOf(kubernetesVersion) ?? "", FIRST_MINOR) >= 0);

const EXCHANGEABLE: ReadonlySet<string> = new Set(["iptables", "nftables"]);
const FIRST_MINOR = "1.31";
