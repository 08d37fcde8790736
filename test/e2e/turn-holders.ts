import type { Lab } from "../lab/lab.ts";
import { kubectl } from "./kubectl.ts";

/** Who has a turn: `node/uid` of each; none where the API server does not answer. */
export async function turnHolders(lab: Lab): Promise<readonly string[]> {
  return (await readTurns(lab)) ?? [];
}

/** The same; `undefined`: the API server does not answer. */
export async function readTurns(lab: Lab): Promise<readonly string[] | undefined> {
  const path = "jsonpath={.items[*].spec.holderIdentity}";
  const argv = ["get", "leases", "-n", "pharos-system", "-o", path];
  const text = await kubectl(lab, argv).catch(() => undefined);
  return text?.split(" ").filter((holder) => holder !== "");
}
