import { parseDocument, isMap, isSeq } from "yaml";
import { toAccess } from "./carried-hosts.ts";
import type { NamedHost } from "./named-hosts.ts";

/**
 * The cluster.yml that the cluster keeps of itself, for who has lost it. It holds neither paths nor
 * secrets: how hosts are reached comes from what was named.
 */
export const renderStoredFile = (stored: string, named: readonly NamedHost[]): string => {
  const document = parseDocument(stored);
  document.commentBefore = [
    " As the cluster has kept it (ConfigMap kube-system/pharos-config), with all defaults. Paths of files",
    " (keys, manifests, certificates) and secrets are not kept there: add them, look for ***, and see",
    " that `pharosctl plan` says what you expect.",
  ].join("\n");
  const hosts = document.get("hosts");
  if (isSeq(hosts)) {
    for (const host of hosts.items) {
      if (!isMap(host)) continue;
      const access = named.find(({ address }) => address === host.get("address"));
      if (access === undefined) continue;
      for (const [key, value] of Object.entries(toAccess(access))) {
        host.set(key, document.createNode(value));
      }
    }
  }
  return document.toString({ lineWidth: 0 }).replaceAll("${", () => "$${");
};
