import { cp, mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { openPrivateApt } from "../apt/private-apt.ts";
import type { Stage } from "../stage.ts";

/** Import path of the tree, and its place below GOPATH/src. */
export const kubernetesImportPath = "k8s.io/kubernetes";

/** The version that Debian 12 packages; its version string hides it behind a higher one. */
const sourceVersion = "really1.20.2";

/** Debian's Kubernetes source, all dependencies vendored, laid out as a GOPATH. */
export const kubernetesSource: Stage = {
  name: "kubernetes-source",
  inputs: [sourceVersion, "recipe 1"],
  needs: [],
  transient: true,
  build: async ({ directory, progress }) => {
    const unpacked = join(directory, "unpacked");
    await mkdir(unpacked);
    const apt = await openPrivateApt(directory);
    progress("getting the source package of kubernetes");
    await apt.unpackSource("kubernetes", unpacked);
    await apt.close();
    const tree = join(directory, "src", kubernetesImportPath);
    await mkdir(join(tree, ".."), { recursive: true });
    await rename(join(unpacked, await findTree(unpacked)), tree);
    await rm(unpacked, { recursive: true });
    await replaceReflect2(tree);
  },
};

const findTree = async (directory: string): Promise<string> => {
  const names = await readdir(directory);
  const tree = names.find((name) => name.endsWith(`+${sourceVersion}`));
  if (tree === undefined) {
    throw new Error(
      `the source package of kubernetes is not ${sourceVersion}: this build knows Debian 12's only`,
    );
  }
  return tree;
};

/** The vendored reflect2 crashes while it marshals, in programs built with Go 1.18 or newer. */
const replaceReflect2 = async (tree: string): Promise<void> => {
  const name = "github.com/modern-go/reflect2";
  const vendored = join(tree, "vendor", name);
  await rm(vendored, { recursive: true });
  await cp(join("/usr/share/gocode/src", name), vendored, { recursive: true });
};
