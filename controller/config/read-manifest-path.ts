import { basename, join } from "node:path";
import type { LocalFiles } from "./read-config-files.ts";
import { type ManifestReading, readManifests } from "./read-manifests.ts";
import type { Environment } from "./substitute-variables.ts";

const MANIFEST = /\.(?:ya?ml|json)$/;

/** The objects of a file, or of all .yml, .yaml and .json files of a folder in the order of their names. */
export const readManifestPath = async (
  path: string,
  files: LocalFiles,
  environment: Environment | undefined,
): Promise<ManifestReading> => {
  const names = await files.list(path);
  if (names === undefined) return await readOne(path, basename(path), files, environment);
  const found = names.filter((name) => MANIFEST.test(name)).toSorted();
  if (found.length === 0)
    return { objects: [], problems: [`${path} holds no .yml, .yaml or .json file`] };
  const readings = await Promise.all(
    found.map((name) => readOne(join(path, name), `${basename(path)}/${name}`, files, environment)),
  );
  return {
    objects: readings.flatMap(({ objects }) => objects),
    problems: readings.flatMap(({ problems }) => problems),
  };
};

const readOne = async (
  path: string,
  file: string,
  files: LocalFiles,
  environment: Environment | undefined,
): Promise<ManifestReading> => {
  try {
    const text = await files.read(path);
    if (text === undefined) return { objects: [], problems: [`${path} does not exist`] };
    return readManifests(text, file, environment);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { objects: [], problems: [`${path} cannot be read: ${reason}`] };
  }
};
