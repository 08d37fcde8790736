import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Metafile } from "esbuild";
import * as z from "zod";

/** A package of npm of which something is in a bundle. */
export interface BundledPackage {
  /** With its scope: `@grpc/grpc-js`. */
  readonly name: string;
  readonly version: string;
  /** SPDX expression, as package-lock.json has it. */
  readonly licence: string;
  /** `sha512-` and base64, of the package as the registry has it. */
  readonly integrity: string;
  readonly licenceText: string;
  readonly programs: readonly string[];
  /** Names of packages whose files its own files import, as far as they are in a bundle. */
  readonly imports: readonly string[];
}

const Lock = z.object({ packages: z.record(z.string(), z.unknown()) });
const Locked = z.object({ version: z.string(), license: z.string(), integrity: z.string() });

/**
 * What is really inside, by the bundler's own account, sorted by name. Packages that tree shaking left
 * nothing of do not count. Throws where one has no licence text: without it we may not pass it on.
 */
export const listPackages = async (
  root: string,
  metafiles: Readonly<Record<string, Metafile>>,
): Promise<readonly BundledPackage[]> => {
  const lock = Lock.parse(JSON.parse(await readFile(join(root, "package-lock.json"), "utf8")));
  const uses = Object.entries(metafiles).flatMap(([program, metafile]) =>
    findUses(program, metafile),
  );
  const folders = [...new Set(uses.map(({ folder }) => folder))].toSorted();
  return await Promise.all(
    folders.map(async (folder) => {
      const own = uses.filter((use) => use.folder === folder);
      const { version, license: licence, integrity } = Locked.parse(lock.packages[folder]);
      return {
        name: nameOf(folder),
        version,
        licence,
        integrity,
        licenceText: await readLicence(join(root, folder)),
        programs: [...new Set(own.map(({ program }) => program))].toSorted(),
        imports: [...new Set(own.flatMap(({ imports }) => imports))].toSorted(),
      };
    }),
  );
};

interface Use {
  readonly program: string;
  readonly folder: string;
  readonly imports: readonly string[];
}

const findUses = (program: string, metafile: Metafile): readonly Use[] => {
  const inside = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs)
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([path]) => path),
  );
  const folders = new Set(inside.map(folderOf));
  return inside.flatMap((path) => {
    const folder = folderOf(path);
    if (folder === undefined) return [];
    const targets = (metafile.inputs[path]?.imports ?? []).map((found) => folderOf(found.path));
    const imports = targets
      .filter((target) => target !== undefined)
      .filter((target) => target !== folder && folders.has(target))
      .map(nameOf);
    return [{ program, folder, imports }];
  });
};

/** `node_modules/@grpc/grpc-js` for a file in it, which is also its key in package-lock.json. */
const folderOf = (path: string): string | undefined =>
  /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];

const nameOf = (folder: string): string => folder.split("node_modules/").at(-1) ?? folder;

const readLicence = async (folder: string): Promise<string> => {
  for (const file of ["LICENSE", "LICENSE.txt", "LICENSE.md", "license"]) {
    const text = await readFile(join(folder, file), "utf8").catch(() => undefined);
    if (text !== undefined) return text;
  }
  throw new Error(`${folder} has no licence text`);
};
