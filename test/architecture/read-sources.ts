import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";

export const repository = join(import.meta.dirname, "../..");

export interface Source {
  /** In the repository: `agent/tasks/file.ts`. */
  readonly path: string;
  readonly text: string;
  /** Files by their path in the repository, all else by its name: `node:fs`, `zod`. Types count as well. */
  readonly imports: readonly string[];
}

/** The program's own files of a folder, without its tests and fakes. */
export const readSources = async (folder: string): Promise<readonly Source[]> => {
  const paths = globSync(`${folder}/**/*.ts`, { cwd: repository }).filter(
    (path) => !/\.(test|fake)\.ts$/.test(path) && !path.startsWith("agent/host/fake/"),
  );
  return await Promise.all(paths.map(readSource));
};

const readSource = async (path: string): Promise<Source> => {
  const text = await readFile(join(repository, path), "utf8");
  const specifiers = [
    ...text.matchAll(
      /^(?:import|export|\}).*? from "([^"]+)"|import\("([^"]+)"\)|^import "([^"]+)"/gm,
    ),
  ];
  const imports = specifiers.map(([, named, dynamic, bare]) => named ?? dynamic ?? bare ?? "");
  return { path, text, imports: imports.map((name) => resolveImport(path, name)) };
};

const resolveImport = (path: string, name: string): string =>
  name.startsWith(".") ? join(dirname(path), name) : name;
