import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { compileGo } from "../go-toolchain.ts";
import { digestFiles, type Stage } from "../stage.ts";

const sourceDirectory = join(import.meta.dirname, "..", "stand-ins", "weave");

/** The program that stands for Weave Net, of the standard library alone. */
export const defineStandIns = async (): Promise<Stage> => {
  const names = await readdir(sourceDirectory);
  const sources = names.map((name) => join(sourceDirectory, name));
  return {
    name: "stand-ins",
    inputs: [await digestFiles(sources), "recipe 1"],
    needs: [],
    build: async (room) => {
      await compileGo(room, {
        goPath: room.directory,
        cwd: sourceDirectory,
        packages: ["."],
        output: join(room.directory, "weave"),
      });
    },
  };
};
