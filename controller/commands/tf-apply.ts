import { flag } from "../cli/command-option.ts";
import { defineCommand } from "../cli/command.ts";
import { openTerraformProject, terraformOptions } from "../terraform/terraform-project.ts";

export const tfApply = defineCommand({
  name: "tf apply",
  summary: "run `terraform apply`, then apply to the hosts that it has made",
  description:
    "Runs Terraform in the folder of cluster.yml (`init`, `workspace`, `apply`, `output -json`), keeps its outputs in `.<workspace>.json` there, and then does what `apply --tf-json` does. Terraform asks its own question, unless you give --yes.",
  options: {
    ...terraformOptions,
    acceptHostKeys: flag("--accept-host-keys", "trust SSH host keys that are not known yet"),
  },
  examples: [
    { command: "pharosctl tf apply cluster.yml", description: "machines first, then the cluster" },
    {
      command: "pharosctl tf apply --workspace staging --var region=fra1 --yes --accept-host-keys",
      description: "in a workspace, without a question",
    },
  ],
  run: async (context, input) => {
    const project = openTerraformProject(context, input, "tf apply");
    await project.prepare();
    await project.apply();
    const hostsFromTf = await project.keepOutputs();
    const { acceptHostKeys } = input.options;
    const { apply } = await import("./apply.ts");
    return await apply.run(context, { ...input, hostsFromTf, options: { acceptHostKeys } });
  },
});
