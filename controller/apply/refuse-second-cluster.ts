import { controlPlaneAway } from "../../shared/errors/run-errors.ts";
import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import type { Membership } from "../../shared/spec/membership.ts";
import type { SurveyedHost } from "../cluster/survey.ts";

/**
 * A cluster is started only when it is known that there is none: not while masters that are members
 * cannot be asked and none that can be runs a control plane, nor for nodes whose masters have lost
 * theirs. Throws `CONTROL_PLANE_AWAY`.
 */
export const refuseSecondCluster = (
  previous: Membership | undefined,
  hosts: readonly Pick<SurveyedHost, "config" | "link">[],
  /** Why others were not reached. */
  failures: readonly HostFailure[] = [],
): void => {
  if (previous === undefined) return;
  const known = hosts.map(({ link }) => link.facts);
  if (known.some(({ kubernetes }) => kubernetes.controlPlane)) return;
  const seen = new Set(hosts.map(({ config }) => config.address));
  const masters = previous.members.filter(
    ({ role, state }) => role === "master" && state === "member",
  );
  const away = masters.filter(({ address }) => !seen.has(address)).map(({ name }) => name);
  if (away.length > 0) {
    throw controlPlaneAway(
      { masters: away.join(", "), reason: "not reached" },
      { hosts: failures },
    );
  }
  const nodes = known.filter(({ kubernetes }) => kubernetes.joined);
  if (nodes.length === 0) return;
  throw controlPlaneAway({
    masters: masters.map(({ name }) => name).join(", "),
    reason: `${nodes.map(({ hostname }) => hostname).join(", ")} joined it, and it is gone`,
  });
};
