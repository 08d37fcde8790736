import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gatewayAddress } from "../lab/lab-addresses.ts";
import { createLabAuthority } from "./lab-authority.ts";
import type { Stage } from "./scenario.ts";
import { startInLab } from "./start-in-lab.ts";

export interface SnapshotStoreProcess {
  /** For `maintenance.etcd_snapshots.s3` of cluster.yml. */
  readonly settings: Readonly<Record<string, string>>;
  readonly stop: () => void;
}

const PORT = 9443;

/** Starts a store that takes one key, on the lab's own address that every host reaches. */
export async function startSnapshotStore(
  { lab, cli }: Pick<Stage, "lab" | "cli">,
  secret: { readonly key: string; readonly passphrase: string },
): Promise<SnapshotStoreProcess> {
  const authority = await createLabAuthority(join(dirname(cli.configPath), "store"));
  await authority.issue("store", [gatewayAddress]);
  const { folder } = authority;
  await writeFile(join(folder, "store-secret"), `${secret.key}\n`, { mode: 0o600 });
  const child = await startInLab(lab, "snapshot-store.ts", [gatewayAddress, `${PORT}`, folder]);
  return {
    settings: {
      endpoint: `https://${gatewayAddress}:${PORT}`,
      bucket: "snapshots",
      ca: authority.caPath,
      access_key_id: "AKIDSCENARIO",
      secret_access_key: secret.key,
      passphrase: secret.passphrase,
    },
    stop: () => void child.kill(),
  };
}
