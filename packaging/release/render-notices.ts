import { readFile } from "node:fs/promises";
import type { NodeRuntime } from "../node-runtime.ts";
import type { BundledPackage } from "./list-packages.ts";

const RULE = "=".repeat(78);

/** The licence texts of all that we pass on, which is what these licences ask for. Node's has those of its parts. */
export const renderNotices = async (
  packages: readonly BundledPackage[],
  node: NodeRuntime,
): Promise<string> => {
  const parts = packages.map(({ name, version, licence, licenceText, programs }) =>
    renderPart(`${name} ${version} (${licence}), in ${programs.join(" and ")}`, licenceText),
  );
  const runtime = renderPart(
    `Node.js ${node.version}, the runtime beside the programs`,
    await readFile(node.licencePath, "utf8"),
  );
  const opening = "pharosctl is under the Apache License 2.0. What it brings along of others:\n";
  return [opening, ...parts, runtime].join("\n");
};

const renderPart = (title: string, text: string): string =>
  [RULE, title, RULE, "", `${text.replaceAll("\r\n", "\n").trim()}\n`].join("\n");
