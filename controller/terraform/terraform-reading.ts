import type { ConfigTree } from "../config/config-tree.ts";

/** What Terraform says of a cluster. */
export interface TerraformReading {
  /** A part of a cluster.yml; its hosts are in `hosts`. */
  readonly tree: Readonly<Record<string, ConfigTree>>;
  /** Where each host of it comes from: `tf.json, pharos.workers_2g`. */
  readonly origins: readonly string[];
}
