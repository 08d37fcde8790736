import { readFile } from "node:fs/promises";

/** The text of one of the agent's own files; `undefined` if it was never written. */
export const readOptional = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
};
