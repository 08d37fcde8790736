import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";

const topDirectories = ["pkg", "cmd", "plugin", "staging/src"];
const examples = ["code-generator", "sample-apiserver"];
const tag = /^\/\/ *\+k8s:openapi-gen=/m;

/** Import paths of all packages of a Kubernetes tree that ask for an API description, sorted. */
export const findOpenapiPackages = async (
  tree: string,
  importPath: string,
): Promise<readonly string[]> => {
  const found = await Promise.all(topDirectories.map((name) => findTagged(join(tree, name))));
  return (
    found
      .flat()
      .map((directory) => relative(tree, directory))
      .filter((directory) => !examples.some((name) => directory.split("/").includes(name)))
      // Staged modules are imported through vendor/, where symbolic links lead to them.
      .map((directory) => `${importPath}/${directory.replace(/^staging\/src\//, "vendor/")}`)
      .toSorted()
  );
};

const findTagged = async (directory: string): Promise<readonly string[]> => {
  const entries = await readdir(directory, { withFileTypes: true });
  const below = entries
    .filter((entry) => entry.isDirectory() && entry.name !== "testdata")
    .map((entry) => findTagged(join(directory, entry.name)));
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith(".go"));
  const here = (await hasTag(
    directory,
    files.map((file) => file.name),
  ))
    ? [directory]
    : [];
  return [...here, ...(await Promise.all(below)).flat()];
};

const hasTag = async (directory: string, names: readonly string[]): Promise<boolean> => {
  for (const name of names) {
    if (tag.test(await readFile(join(directory, name), "utf8"))) return true;
  }
  return false;
};
