import type { Membership } from "../../shared/spec/membership.ts";
import type { ClusterConfig } from "../config/cluster-config.ts";

/** Where people reach the API: `api.endpoint`, else the address of cluster.yml's first master. */
export const apiEndpoint = ({ api, hosts }: ClusterConfig, { members }: Membership): string => {
  const first = hosts.find(({ role }) => role === "master")?.address;
  return (
    api.endpoint ?? first ?? members.find(({ role }) => role === "master")?.address ?? "localhost"
  );
};
