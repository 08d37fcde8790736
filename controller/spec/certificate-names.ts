import type { Member, Membership } from "../../shared/spec/membership.ts";
import type { ClusterConfig } from "../config/cluster-config.ts";

interface NamedCluster {
  readonly config: Pick<ClusterConfig, "adopted" | "api">;
  readonly membership: Pick<Membership, "members">;
  readonly host: { readonly member: Pick<Member, "name"> };
}

/**
 * Every name and address under which somebody may ask a host's API server; of masters that are away too. kubeadm
 * gives a master's certificate its own addresses alone: where a cluster is adopted that stays so, since more
 * would be new certificates, and another configuration of kubeadm's, that nobody has asked for.
 */
export const certificateNames = ({ config, membership, host }: NamedCluster): readonly string[] => {
  const { adopted, api } = config;
  const masters = membership.members.filter(
    ({ role, state, name }) =>
      role === "master" &&
      state === "member" &&
      (adopted === undefined || name === host.member.name),
  );
  const names = [
    // By these nodes reach it through their own balancer.
    ...(adopted === undefined ? ["127.0.0.1", "localhost"] : []),
    ...(api.endpoint === undefined ? [] : [api.endpoint]),
    ...(api.certificate_names ?? []),
    ...masters.flatMap(({ address, privateAddress }) => [address, privateAddress]),
  ];
  return [...new Set(names)].toSorted();
};
