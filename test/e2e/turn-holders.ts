import type { Lab } from "../lab/lab.ts";
import { kubectl } from "./kubectl.ts";

/** Who has a turn: `node/uid` of each; none where the API server does not answer. */
export async function turnHolders(lab: Lab): Promise<readonly string[]> {
  const path = "jsonpath={.items[*].spec.holderIdentity}";
  const argv = ["get", "leases", "-n", "pharos-system", "-o", path];
  const text = await kubectl(lab, argv).catch(() => "");
  return text.split(" ").filter((holder) => holder !== "");
}
