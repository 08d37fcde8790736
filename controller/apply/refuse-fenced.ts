import { hostFenced } from "../../shared/errors/removal-errors.ts";
import type { Membership } from "../../shared/spec/membership.ts";
import type { SurveyedHost } from "../cluster/survey.ts";

/**
 * A host that was removed while it was away may join again when nothing of the old is on it: what a
 * removed master has of etcd would keep it from starting. Throws `HOST_FENCED`.
 */
export const refuseFenced = (
  membership: Membership | undefined,
  hosts: readonly SurveyedHost[],
): void => {
  for (const { link } of hosts) {
    const { hostname, kubernetes } = link.facts;
    const name = hostname.toLowerCase();
    const tombstone = membership?.members.find((member) => member.name === name);
    const hasRemains = kubernetes.joined || kubernetes.controlPlane || kubernetes.etcdMember;
    if (tombstone?.state === "removed" && hasRemains) throw hostFenced({ host: name });
  }
};
