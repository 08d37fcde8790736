import { basename, dirname } from "node:path";
import type { ControlPlaneFile } from "../../shared/spec/node-spec.ts";
import type { Ref } from "../engine/ref.ts";
import { type BoundTask, bindTask } from "../engine/task.ts";
import { wholeSecret } from "../secrets/secret-text.ts";
import { directory } from "../tasks/directory.ts";
import { file } from "../tasks/file.ts";
import { leftovers } from "../tasks/leftovers.ts";
import { secretFile } from "../tasks/secret-file.ts";

/** Files that flags name, there before the flags are; those of earlier flags go after `settings`. */
export const placedFileTasks = (
  files: readonly ControlPlaneFile[],
  folders: readonly string[],
  settings: Ref,
): readonly BoundTask[] => {
  const isIn = (folder: string, path: string): boolean => dirname(path) === folder;
  const used = folders.filter((folder) => files.some(({ path }) => isIn(folder, path)));
  return [
    ...used.map((path) => bindTask(directory, { ensure: "present", path, mode: 0o700 })),
    ...files.map(({ path, content }) =>
      content.kind === "text"
        ? bindTask(file, { ensure: "present", path, text: content.text })
        : bindTask(secretFile, { path, ...wholeSecret(content.ref) }),
    ),
    ...folders.map((folder) => ({
      ...bindTask(leftovers, {
        directory: folder,
        keep: files.filter(({ path }) => isIn(folder, path)).map(({ path }) => basename(path)),
        ours: { kind: "prefix", prefix: "" },
        needs: [settings],
      }),
      // Flags that were not changed so far may name them.
      owner: "the next apply",
    })),
  ];
};
