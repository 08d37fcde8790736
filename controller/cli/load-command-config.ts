import { type LoadedConfig, loadClusterConfig } from "../config/load-cluster-config.ts";
import { maxConfigBytes } from "../config/read-yaml.ts";
import type { CommonInput } from "./command.ts";
import type { CommandContext } from "./command-context.ts";

/** The configuration that a command line names; `-` reads standard input. Errors as of `loadClusterConfig`. */
export const loadCommandConfig = async (
  { cwd, home, environment, files, stdin }: CommandContext,
  { config }: Pick<CommonInput, "config">,
): Promise<LoadedConfig> => {
  const from =
    config === "-"
      ? { name: "stdin", text: await stdin.readAll(maxConfigBytes) }
      : { path: config };
  return await loadClusterConfig({ from, cwd, home, environment, files });
};
