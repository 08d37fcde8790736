import type { ClusterConfig } from "../config/cluster-config.ts";

/** What the objects of an addon are made of, its own options aside. */
export interface AddonInput {
  readonly config: ClusterConfig;
}

type Addons = NonNullable<ClusterConfig["addons"]>;

/** The options of one addon, as cluster.yml has them. */
export type AddonOptions<Name extends keyof Addons> = NonNullable<Addons[Name]>;
