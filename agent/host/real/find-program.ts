import type { FileReader } from "../files.ts";
import { PROGRAM_ENVIRONMENT } from "./spawn-program.ts";

/** Full path of a program on our PATH (links included); `undefined`: there is none. */
export const findProgram = async (
  files: FileReader,
  program: string,
): Promise<string | undefined> => {
  const folders = program.includes("/") ? [""] : (PROGRAM_ENVIRONMENT["PATH"] ?? "").split(":");
  for (const folder of folders) {
    const path = folder === "" ? program : `${folder}/${program}`;
    const stat = await files.stat(path);
    if (stat?.kind === "symlink" || (stat?.kind === "file" && (stat.mode & 0o111) !== 0))
      return path;
  }
  return undefined;
};
