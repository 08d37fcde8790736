import type { Ref } from "../engine/ref.ts";
import type { Task } from "../engine/task.ts";

export interface ContainerImageSpec {
  readonly reference: string;
  /** The runtime that fetches it, and its settings. */
  readonly needs: readonly Ref[];
}

/** One image in the runtime's store. Fetching it shows at once whether the registry lets this host in. */
export const containerImage: Task<ContainerImageSpec, { readonly isThere: boolean }> = {
  kind: "container-image",
  name: ({ reference }) => reference,
  title: ({ reference }) => `fetch ${reference}`,
  reads: ({ needs }) => needs,
  writes: ({ reference }) => [`image:${reference}`],
  // Kubelets remove images that they see no use for.
  owner: "the next apply",
  check: async ({ runtime }, { reference }) => ({
    isThere: (await runtime.images())?.has(reference) ?? false,
  }),
  diff: ({ isThere }, { reference }) => (isThere ? [] : [{ field: reference, after: "fetched" }]),
  apply: async ({ runtime }, { reference }) => runtime.pullImage(reference),
};
