import { resolve } from "node:path";
import { terraformUnreadable } from "../../shared/errors/terraform-errors.ts";
import { type LoadedConfig, loadClusterConfig } from "../config/load-cluster-config.ts";
import { maxConfigBytes } from "../config/read-yaml.ts";
import type { TerraformReading } from "../terraform/terraform-reading.ts";
import type { CommonInput } from "./command.ts";
import type { CommandContext } from "./command-context.ts";

/**
 * The configuration that a command line names; `-` reads standard input. Errors as of
 * `loadClusterConfig` and, with a file of Terraform's, of `readTerraformOutputs`.
 */
export const loadCommandConfig = async (
  { cwd, home, environment, files, stdin }: CommandContext,
  { config, hostsFromTf }: Pick<CommonInput, "config" | "hostsFromTf">,
): Promise<LoadedConfig> => {
  const terraform =
    hostsFromTf === undefined
      ? {}
      : { terraform: await readTerraform(hostsFromTf, { cwd, files }) };
  const from =
    config === "-"
      ? { name: "stdin", text: await stdin.readAll(maxConfigBytes) }
      : { path: config };
  return await loadClusterConfig({ from, cwd, home, environment, files, ...terraform });
};

const readTerraform = async (
  file: string,
  { cwd, files }: Pick<CommandContext, "cwd" | "files">,
): Promise<TerraformReading> => {
  const { readTerraformOutputs } = await import("../terraform/read-terraform-outputs.ts");
  const text = await readText(resolve(cwd, file), file, files);
  if (text === undefined) throw terraformUnreadable({ file, reason: "there is no such file" });
  return readTerraformOutputs(text, file);
};

const readText = async (
  path: string,
  file: string,
  files: CommandContext["files"],
): Promise<string | undefined> => {
  try {
    return await files.read(path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw terraformUnreadable({ file, reason }, { cause });
  }
};
