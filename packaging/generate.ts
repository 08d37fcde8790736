import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { argv, stderr } from "node:process";
import { formatGenerated } from "./wire/format-generated.ts";
import { loadProtos } from "./wire/load-protos.ts";
import { renderDescriptor } from "./wire/render-descriptor.ts";
import { renderMessageFiles } from "./wire/render-messages.ts";
import { renderServiceFiles } from "./wire/render-services.ts";

const repository = join(import.meta.dirname, "..");
const protoFolder = join(repository, "proto");
const outputFolder = join(repository, "shared/rpc/gen");

/**
 * Derives `shared/rpc/gen` from `proto/`: types of messages, handler maps, clients, and the protos as
 * a JSON descriptor, so that nothing reads a .proto at run time. With `--check` it writes nothing and
 * exits with 1 if a file is stale, missing or left over.
 */
const generate = async (checkOnly: boolean): Promise<number> => {
  const wanted = await render();
  const present = await readPresent();
  const stale = [...new Set([...wanted.keys(), ...present.keys()])].filter(
    (name) => wanted.get(name) !== present.get(name),
  );
  if (checkOnly) {
    for (const name of stale) stderr.write(`stale: shared/rpc/gen/${name}; run npm run generate\n`);
    return stale.length === 0 ? 0 : 1;
  }
  for (const name of stale) await replace(name, wanted.get(name));
  return 0;
};

const render = async (): Promise<ReadonlyMap<string, string>> => {
  const root = await loadProtos(protoFolder);
  const files = [...renderMessageFiles(root), ...renderServiceFiles(root), renderDescriptor(root)];
  const formatted = await Promise.all(
    files.map(async ({ name, text }) => [name, await formatGenerated(name, text)] as const),
  );
  return new Map(formatted);
};

const readPresent = async (): Promise<ReadonlyMap<string, string>> => {
  await mkdir(outputFolder, { recursive: true });
  const names = await readdir(outputFolder);
  const texts = await Promise.all(
    names.map(async (name) => [name, await readFile(join(outputFolder, name), "utf8")] as const),
  );
  return new Map(texts);
};

const replace = async (name: string, text: string | undefined): Promise<void> => {
  const path = join(outputFolder, name);
  if (text === undefined) await rm(path);
  else await writeFile(path, text);
};

process.exitCode = await generate(argv.includes("--check"));
