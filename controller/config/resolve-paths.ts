import { isAbsolute, join, resolve } from "node:path";
import { type ConfigTree, rewriteScalars, selectValues } from "./config-tree.ts";
import { markKey } from "./config-marks.ts";
import { fileKeys } from "./file-keys.ts";

/** Makes the paths of a file absolute: relative ones start at its folder, `~` is the home folder. */
export const resolvePaths = (tree: ConfigTree, folder: string, home: string): ConfigTree => {
  const places = new Set(
    fileKeys.flatMap(({ pattern }) => selectValues(tree, pattern).map(({ path }) => markKey(path))),
  );
  if (places.size === 0) return tree;
  return rewriteScalars(tree, (path, value) =>
    typeof value === "string" && value !== "" && places.has(markKey(path))
      ? resolvePath(value, folder, home)
      : value,
  );
};

const resolvePath = (path: string, folder: string, home: string): string => {
  if (path === "~") return home;
  if (path.startsWith("~/")) return join(home, path.slice(2));
  return isAbsolute(path) ? path : resolve(folder, path);
};
