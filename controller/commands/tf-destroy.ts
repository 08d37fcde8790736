import { terraformNoHosts, terraformOutputMissing } from "../../shared/errors/terraform-errors.ts";
import { flag } from "../cli/command-option.ts";
import type { CommandContext } from "../cli/command-context.ts";
import { type CommonInput, defineCommand } from "../cli/command.ts";
import { openTerraformProject, terraformOptions } from "../terraform/terraform-project.ts";

export const tfDestroy = defineCommand({
  name: "tf destroy",
  summary: "reset the cluster, then run `terraform destroy`",
  description:
    "Resets the hosts that Terraform has made, so that nothing of the cluster is left behind outside of them, then destroys the machines, and removes the named workspace and the kept outputs. If the reset fails, nothing is destroyed.",
  options: {
    ...terraformOptions,
    skipReset: flag("--skip-reset", "destroy the machines as they are"),
  },
  examples: [
    { command: "pharosctl tf destroy cluster.yml", description: "cluster and machines" },
    {
      command: "pharosctl tf destroy --workspace staging --skip-reset --yes",
      description: "the machines alone, without a question",
    },
  ],
  run: async (context, input) => {
    const project = openTerraformProject(context, input, "tf destroy");
    await project.prepare();
    if (!input.options.skipReset) await resetHosts(context, input, await project.keepOutputs());
    await project.destroy();
    await project.forget();
    return 0;
  },
});

/** Where there are no machines, there is nothing to reset. */
const resetHosts = async (
  context: CommandContext,
  input: CommonInput,
  hostsFromTf: string,
): Promise<void> => {
  const { reset } = await import("./reset.ts");
  try {
    await reset.run(context, { ...input, hostsFromTf, options: {} });
  } catch (error) {
    if (!terraformNoHosts.is(error) && !terraformOutputMissing.is(error)) throw error;
    context.stderr.write(`${error.message}: nothing to reset.\n`);
  }
};
