import type { HostReader } from "../host/host.ts";

export interface PresentFiles {
  readonly found: readonly string[];
  readonly missing: readonly string[];
}

/** Which of these paths exist, whatever they are. */
export const findPresentFiles = async (
  host: Pick<HostReader, "files">,
  paths: readonly string[],
): Promise<PresentFiles> => {
  const stats = await Promise.all(paths.map((path) => host.files.stat(path)));
  return {
    found: paths.filter((_, index) => stats[index] !== undefined),
    missing: paths.filter((_, index) => stats[index] === undefined),
  };
};
