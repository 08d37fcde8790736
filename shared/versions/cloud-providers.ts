import { compareMinors } from "./kubernetes-version.ts";

/**
 * The minor from which on Kubernetes' own components do without a provider: out of the tree, or off
 * unless gates are set. Source: Kubernetes' changelogs and KEP-2395.
 */
const inTreeUntil: ReadonlyMap<string, string> = new Map([
  ["aws", "1.27"],
  ["azure", "1.29"],
  ["cloudstack", "1.16"],
  ["gce", "1.29"],
  ["openstack", "1.26"],
  ["ovirt", "1.16"],
  ["photon", "1.16"],
  ["vsphere", "1.29"],
]);

/** Providers that Kubernetes has, or once had, built in. */
export const knownCloudProviders: readonly string[] = [...inTreeUntil.keys()];

export const hasInTreeProvider = (provider: string, version: string): boolean => {
  const until = inTreeUntil.get(provider);
  return until !== undefined && compareMinors(version, until) < 0;
};
