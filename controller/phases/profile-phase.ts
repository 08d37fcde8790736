import type { ProfileName } from "../../shared/spec/run.ts";
import { applyProfile } from "../apply/apply-profile.ts";
import { type ApplyRun, hasWork, type RunHost } from "../apply/apply-run.ts";
import type { Phase } from "../engine/phase.ts";

interface ProfilePhase extends Pick<
  Phase<ApplyRun, RunHost>,
  "title" | "hosts" | "order" | "needs" | "settled"
> {
  readonly profile: ProfileName;
  /** Runs on a host without changes too when its spec is new, so that the host has accepted it. */
  readonly storesSpec?: boolean;
  readonly secrets?: (
    run: ApplyRun,
    host: RunHost,
  ) => Promise<Readonly<Record<string, string>>> | undefined;
}

/** A phase that lets agents bring one profile about. */
export const profilePhase = ({
  profile,
  storesSpec,
  secrets,
  hosts,
  ...rest
}: ProfilePhase): Phase<ApplyRun, RunHost> => ({
  ...rest,
  hosts: (run) => hosts(run).filter(({ parts }) => parts.has(profile)),
  skip: (_run, host) => {
    if (hasWork(host, profile)) return undefined;
    return storesSpec === true && !host.isCurrent ? undefined : "nothing to do";
  },
  run: async (run, host) => applyProfile(run, host, profile, await secrets?.(run, host)),
});
