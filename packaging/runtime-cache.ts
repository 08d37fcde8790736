import { join } from "node:path";

/** Where builds of Node are kept once they are made, in the user's cache folder: outside of the checkout. */
export const runtimeCache = (environment: NodeJS.ProcessEnv, home: string): string =>
  join(environment["XDG_CACHE_HOME"] ?? join(home, ".cache"), "pharosctl", "runtime");
