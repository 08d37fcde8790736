import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Ref } from "../engine/ref.ts";
import { type BoundTask, bindTask } from "../engine/task.ts";
import { containerImage } from "../tasks/container-image.ts";

/** A password that is wrong is told of here, after `files` have it, and not by pods that do not start. */
export const passwordTrial = (
  { runtime }: NodeSpec,
  unit: string,
  files: readonly Ref[],
): readonly BoundTask[] =>
  runtime.mirrors.some(({ credentials }) => credentials !== undefined)
    ? [
        bindTask(containerImage, {
          reference: runtime.sandboxImage,
          needs: [`unit:${unit}`, ...files],
        }),
      ]
    : [];
