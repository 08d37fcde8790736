import { rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { confirmationImpossible } from "../../shared/errors/cli-errors.ts";
import type { CommonInput } from "../cli/command.ts";
import type { CommandContext } from "../cli/command-context.ts";
import { text, texts } from "../cli/command-option.ts";
import { runTerraform } from "./run-terraform.ts";

/** Options that `tf apply` and `tf destroy` share; they are Terraform's own. */
export const terraformOptions = {
  workspace: text("--workspace <name>", "Terraform's workspace; made if it is not there"),
  variables: texts("--var <name=value>", "value of a Terraform variable (repeatable)"),
  variableFiles: texts("--var-file <file>", "file with values of variables (repeatable)"),
  state: text("--state <file>", "Terraform's state file"),
  program: text("--program <name>", "program to run instead of `terraform`, such as `tofu`"),
} as const;

interface TerraformInput extends Pick<CommonInput, "config" | "yes"> {
  readonly options: {
    readonly workspace: string | undefined;
    readonly variables: readonly string[];
    readonly variableFiles: readonly string[];
    readonly state: string | undefined;
    readonly program: string | undefined;
  };
}

/** The Terraform configuration beside a cluster.yml. */
export interface TerraformProject {
  /** Fetches providers and chooses the workspace. */
  readonly prepare: () => Promise<void>;
  readonly apply: () => Promise<void>;
  readonly destroy: () => Promise<void>;
  /** Writes the outputs beside cluster.yml (0600: some may be secret); the path. */
  readonly keepOutputs: () => Promise<string>;
  /** Removes the workspace, if one was named, and the kept outputs. */
  readonly forget: () => Promise<void>;
}

/** Errors of all its steps: TERRAFORM_MISSING, TERRAFORM_FAILED; CONFIRMATION_IMPOSSIBLE at once. */
export const openTerraformProject = (
  { cwd: current, files, terminal, signal }: CommandContext,
  { config, yes, options }: TerraformInput,
  verb: string,
): TerraformProject => {
  if (!yes && !terminal.isInteractive)
    throw confirmationImpossible({ question: `${verb}: go on?` });
  const { workspace, state, program = "terraform" } = options;
  const cwd = config === "-" ? current : dirname(resolve(current, config));
  const outputs = join(cwd, `.${workspace ?? "default"}.json`);
  const run = async (
    args: readonly string[],
    output: "terminal" | "capture" = "terminal",
  ): Promise<string> => {
    const said = await runTerraform({ argv: [program, ...args], cwd, output });
    signal.throwIfAborted();
    return said;
  };
  const stateArguments = state === undefined ? [] : [`-state=${state}`];
  const change = (subcommand: string): readonly string[] => [
    subcommand,
    ...(yes ? ["-auto-approve", "-input=false"] : []),
    ...stateArguments,
    ...options.variables.map((value) => `-var=${value}`),
    ...options.variableFiles.map((file) => `-var-file=${file}`),
  ];
  return {
    prepare: async () => {
      await run(["init", "-input=false"]);
      if (workspace === undefined) return;
      const known = await run(["workspace", "list"], "capture");
      const isThere = known.split("\n").some((line) => line.replace(/^[*\s]+/, "") === workspace);
      await run(["workspace", isThere ? "select" : "new", workspace]);
    },
    apply: async () => void (await run(change("apply"))),
    destroy: async () => void (await run(change("destroy"))),
    keepOutputs: async () => {
      const json = await run(["output", "-json", ...stateArguments], "capture");
      await files.write(outputs, json, { overwrite: true, mode: 0o600 });
      return outputs;
    },
    forget: async () => {
      if (workspace !== undefined && workspace !== "default") {
        await run(["workspace", "select", "default"]);
        await run(["workspace", "delete", workspace]);
      }
      await rm(outputs, { force: true });
    },
  };
};
