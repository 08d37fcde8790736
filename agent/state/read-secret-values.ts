import type { SecretStore } from "./secret-store.ts";
import { readOptional } from "./read-optional.ts";

/** What the cluster's secrets on this host are, so that they can be kept out of what leaves it. */
export const readSecretValues = async (
  secrets: Pick<SecretStore, "list" | "path">,
): Promise<readonly string[]> => {
  const names = await secrets.list();
  const values = await Promise.all(names.map(({ name }) => readOptional(secrets.path(name))));
  // In files they stand with and without a line end, whole and by their lines.
  return values.flatMap((value = "") =>
    value
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== ""),
  );
};
