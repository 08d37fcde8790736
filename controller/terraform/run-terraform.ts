import { spawn } from "node:child_process";
import { once } from "node:events";
import { terraformFailed, terraformMissing } from "../../shared/errors/terraform-errors.ts";

export interface TerraformRun {
  /** Program and arguments; no shell reads them. */
  readonly argv: readonly string[];
  /** Folder of the Terraform configuration. */
  readonly cwd: string;
  /** `terminal`: it speaks to the person; `capture`: what it prints is the result. */
  readonly output: "terminal" | "capture";
}

/** Runs Terraform to its end; what it printed, if that was captured. Errors: TERRAFORM_MISSING, TERRAFORM_FAILED. */
export const runTerraform = async ({ argv, cwd, output }: TerraformRun): Promise<string> => {
  const [program = "", ...args] = argv;
  const child = spawn(program, args, {
    cwd,
    stdio: output === "terminal" ? "inherit" : ["ignore", "pipe", "inherit"],
  });
  const chunks: Buffer[] = [];
  child.stdout?.on("data", (bytes: Buffer) => void chunks.push(bytes));
  const exitCode = await once(child, "close").then(
    ([code]) => (typeof code === "number" ? code : KILLED),
    (cause: unknown) => {
      if (isMissing(cause)) throw terraformMissing({ program }, { cause });
      throw cause;
    },
  );
  if (exitCode !== 0) {
    // Values of variables may be secrets: the subcommand is enough to know which one it was.
    const command = [program, ...args.slice(0, args[0] === "workspace" ? 2 : 1)].join(" ");
    throw terraformFailed({ command, exitCode });
  }
  return Buffer.concat(chunks).toString("utf8");
};

const KILLED = 128;

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ENOENT";
