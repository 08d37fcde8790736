import { onlyNeedsMore } from "../../shared/errors/scope-errors.ts";
import type { HostPlan } from "../../shared/spec/run.ts";
import type { DesignedHost } from "./apply-run.ts";
import { firstMaster } from "../spec/first-master.ts";
import { type ApplyScope, partsBefore } from "./apply-scope.ts";

type ScopedHost = Pick<DesignedHost, "name" | "member" | "facts" | "parts"> & {
  /** Of all parts. */
  readonly plan: HostPlan;
};

/**
 * Throws `ONLY_NEEDS_MORE` for what rests on something that is left out: a join without a control
 * plane, and a step of a host on its way into the cluster without those before it. Of nodes that
 * have joined every part stands for itself.
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
    }
  }
};
