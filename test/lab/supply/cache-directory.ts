import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** Where built supplies live, outside the tree: `PHAROS_LAB_CACHE`, else the user's cache directory. */
export const cacheDirectory = (environment: NodeJS.ProcessEnv): string => {
  const own = environment["PHAROS_LAB_CACHE"];
  if (own !== undefined && own !== "") return resolve(own);
  const xdg = environment["XDG_CACHE_HOME"];
  const home = environment["HOME"] ?? homedir();
  const parent = xdg !== undefined && xdg !== "" ? xdg : join(home, ".cache");
  return resolve(parent, "pharosctl-lab");
};
