import type { Cli } from "../cli.ts";

/** cluster.yml asks for a label on both workers of a cluster that is formed: work for the API, and none for hosts. */
export async function wishForLabels(cli: Cli): Promise<void> {
  await cli.editConfig((file) => {
    for (const index of [1, 2]) file.setIn(["hosts", index, "labels", "rack"], "seven");
  });
}
