import { type Flags, parseFlags } from "../../shared/kubeadm/component-flags.ts";
import { listAt } from "../../shared/spec/json-path.ts";
import { parseYaml } from "./kubeadm-configuration.ts";
import type { ManifestProgram } from "./kubeadm-values.ts";

/** Words after a manifest's program, in their order; none without a manifest. */
export const wordsOf = (
  manifest: string | undefined,
  program: ManifestProgram,
): readonly string[] => {
  const command = listAt(parseYaml(manifest ?? ""), "spec", "containers", 0, "command").map(String);
  return command[0] === program ? command.slice(1) : [];
};

export const flagsOf = (manifest: string | undefined, program: ManifestProgram): Flags =>
  parseFlags(wordsOf(manifest, program));
