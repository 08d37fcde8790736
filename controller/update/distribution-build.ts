import { architectureUnsupported } from "../../shared/errors/ssh-errors.ts";
import { agentBuildName } from "../../shared/spec/agent-build-name.ts";
import type { HostFacts } from "../../shared/spec/facts.ts";
import type { AgentBuild } from "../../shared/spec/node-spec.ts";
import type { Distribution } from "../bootstrap/distribution.ts";

/** The build that this CLI carries for a host. Throws `ARCHITECTURE_UNSUPPORTED`. */
export const distributionBuild = (
  distribution: Distribution,
  { hostname, kernel: { architecture } }: Pick<HostFacts, "hostname" | "kernel">,
): AgentBuild => {
  if (architecture === "other") throw architectureUnsupported({ host: hostname, architecture });
  return {
    version: distribution.agentVersion,
    bundleSha256: distribution.bundleSha256,
    nodeVersion: distribution.nodeVersion,
    runtimeSha256: distribution.runtime(architecture).sha256,
    unitSha256: distribution.unitSha256,
  };
};

/** Whether a host's agent answers and is another build than the spec wants. */
export const needsUpdate = ({
  link,
  spec,
}: {
  readonly link: { readonly kind: "agent"; readonly build: string } | { readonly kind: "ssh" };
  readonly spec: { readonly agent: AgentBuild };
}): boolean => link.kind === "agent" && link.build !== agentBuildName(spec.agent);
