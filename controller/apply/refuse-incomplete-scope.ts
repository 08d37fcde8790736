import { onlyNeedsMore } from "../../shared/errors/scope-errors.ts";
import type { HostPlan } from "../../shared/spec/run.ts";
import type { DesignedHost } from "./apply-run.ts";
import { acceptedSpec } from "../cluster/host-link.ts";
import { firstMaster } from "../spec/first-master.ts";
import { type ApplyScope, partsBefore } from "./apply-scope.ts";

type ScopedHost = Pick<DesignedHost, "name" | "member" | "facts" | "parts" | "link"> & {
  /** Of all parts. */
  readonly plan: HostPlan;
};

/**
 * Throws `ONLY_NEEDS_MORE` for what rests on something that is left out: a join without a control
 * plane, or as a master without the others who let it in to etcd, and a step of a host on its way into
 * the cluster without those before it. Of nodes that have joined every part stands for itself.
 */
export const refuseIncompleteScope = (
  hosts: readonly ScopedHost[],
  { words }: Pick<ApplyScope, "words">,
): void => {
  if (words.length === 0) return;
  const first = firstMaster(hosts);
  const isStarted = first?.facts.kubernetes.controlPlane === true;
  const willStart = isStarted || first?.parts.has("control-plane") === true;
  for (const host of hosts) {
    if (host.facts.kubernetes.joined) continue;
    const wanted = host.plan.tasks.filter(({ profile }) => host.parts.has(profile));
    for (const { profile } of wanted) {
      const needed = partsBefore(profile).find(
        (part) => !host.parts.has(part) && host.plan.tasks.some((task) => task.profile === part),
      );
      if (needed !== undefined)
        throw onlyNeedsMore({ host: host.name, part: profile, needed: `${needed} there` });
      const joins = profile === "worker" || (profile === "control-plane" && host !== first);
      if (joins && !willStart)
        throw onlyNeedsMore({ host: host.name, part: profile, needed: "a control plane" });
      const closed = joins && profile === "control-plane" ? hosts.find(staysClosed) : undefined;
      if (closed !== undefined)
        throw onlyNeedsMore({
          host: host.name,
          part: profile,
          needed: `network on ${closed.name}`,
        });
    }
  }
};

/** A master that is left out lets a new one in by itself, unless its agent was told to correct nothing. */
const staysClosed = ({ member, facts, parts, link }: ScopedHost): boolean =>
  member.role === "master" &&
  facts.kubernetes.joined &&
  !parts.has("network") &&
  acceptedSpec(link)?.drift.mode !== "correct";
