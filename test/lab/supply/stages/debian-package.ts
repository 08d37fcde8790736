import { chmod, copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { runCommand } from "../run-command.ts";

export interface DebianPackage {
  readonly name: string;
  /** With the revision: `1.20.2-1.1`. */
  readonly version: string;
  readonly architecture: string;
  readonly summary: string;
  readonly depends: readonly string[];
  /** Files by their absolute path on the host. */
  readonly files: Readonly<Record<string, PackageFile>>;
  /** Files that dpkg keeps when the administrator changed them. */
  readonly conffiles?: readonly string[];
  /** Maintainer scripts: `postinst`, `prerm`, `postrm`. */
  readonly scripts?: Readonly<Record<string, string>>;
}

export type PackageFile =
  | { readonly kind: "copy"; readonly from: string; readonly mode: number }
  | { readonly kind: "text"; readonly text: string; readonly mode: number };

/** Builds `NAME_VERSION_ARCHITECTURE.deb` in `directory`, with dpkg-deb. */
export const buildDebianPackage = async (
  directory: string,
  wanted: DebianPackage,
): Promise<void> => {
  const { name, version, architecture } = wanted;
  const root = join(directory, `${name}.root`);
  const control = join(root, "DEBIAN");
  await mkdir(control, { recursive: true, mode: 0o755 });
  await chmod(root, 0o755);
  for (const [path, file] of Object.entries(wanted.files))
    await writePackageFile(join(root, path), file);
  await writeFile(join(control, "control"), renderControl(wanted));
  if (wanted.conffiles !== undefined) {
    await writeFile(
      join(control, "conffiles"),
      wanted.conffiles.map((path) => `${path}\n`).join(""),
    );
  }
  for (const [script, text] of Object.entries(wanted.scripts ?? {})) {
    await writeFile(join(control, script), text, { mode: 0o755 });
  }
  const target = join(directory, `${name}_${version}_${architecture}.deb`);
  // zstd: hosts of the lab unpack a kubelet in a second, with xz they would need ten.
  await runCommand(["dpkg-deb", "--root-owner-group", "-Zzstd", "-z3", "--build", root, target], {
    limitMs: 300_000,
  });
  await rm(root, { recursive: true });
};

export const renderControl = (wanted: DebianPackage): string => {
  const depends = wanted.depends.length === 0 ? [] : [`Depends: ${wanted.depends.join(", ")}`];
  const fields = [
    `Package: ${wanted.name}`,
    `Version: ${wanted.version}`,
    `Architecture: ${wanted.architecture}`,
    "Maintainer: pharosctl lab <lab@lab.invalid>",
    "Section: admin",
    "Priority: optional",
    ...depends,
    `Description: ${wanted.summary}`,
  ];
  return `${fields.join("\n")}\n`;
};

const writePackageFile = async (path: string, file: PackageFile): Promise<void> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o755 });
  switch (file.kind) {
    case "copy":
      await copyFile(file.from, path);
      break;
    case "text":
      await writeFile(path, file.text);
      break;
  }
  await chmod(path, file.mode);
};
