import { dirname } from "node:path";
import type { RuntimeSpec } from "../../shared/spec/node-spec.ts";
import type { Ref } from "../engine/ref.ts";
import { type BoundTask, bindTask } from "../engine/task.ts";
import {
  MIRROR_CA_FILE,
  MIRROR_CA_FIRST_LINE,
  toMirrorCertificates,
} from "../runtime/mirror-certificates.ts";
import { directory } from "../tasks/directory.ts";
import { file } from "../tasks/file.ts";
import { leftovers } from "../tasks/leftovers.ts";

/** Authorities of mirrors below a runtime's folder for them; it reads them at every pull. */
export const certificateTasks = (runtime: RuntimeSpec, folder: string): readonly BoundTask[] => {
  const certificates = toMirrorCertificates(runtime, folder);
  return [
    bindTask(directory, { ensure: "present", path: folder }),
    ...certificates.flatMap(({ path, text }) => [
      bindTask(directory, { ensure: "present", path: dirname(path) }),
      bindTask(file, { ensure: "present", path, text }),
    ]),
    certificateLeftovers(folder, { keep: certificates.map(({ host }) => host) }),
  ];
};

/** Those of ours that are there no more. */
export const certificateLeftovers = (
  folder: string,
  { keep = [], needs = [] }: { readonly keep?: readonly string[]; readonly needs?: readonly Ref[] },
): BoundTask =>
  bindTask(leftovers, {
    directory: folder,
    keep,
    ours: { kind: "first-line", line: MIRROR_CA_FIRST_LINE, file: MIRROR_CA_FILE },
    needs,
  });
