import type { Host } from "../host/host.ts";
import { kubeadmPaths } from "./kubeadm-paths.ts";

/**
 * Writes a configuration file to tmpfs, readable by root alone, for as long as `use` takes. One that
 * a killed agent left behind goes before its next work (`removeRunFiles`), or with the next boot.
 */
export const withRunFile = async <Result>(
  host: Pick<Host, "files">,
  name: string,
  text: string,
  use: (path: string) => Promise<Result>,
): Promise<Result> => {
  const path = `${kubeadmPaths.runDirectory}/${name}`;
  await host.files.makeDirectory(kubeadmPaths.runDirectory, { mode: 0o700 });
  await host.files.write(path, text, { mode: 0o600 });
  try {
    return await use(path);
  } finally {
    await host.files.remove(path);
  }
};

/**
 * Removes what killed calls have left, by their age; call it only while no call of the executor runs.
 * A join token is asked for beside its work, and its file is young.
 */
export const removeRunFiles = async (
  { files, now }: Pick<Host, "files" | "now">,
  minAgeMs: number,
): Promise<void> => {
  for (const name of (await files.list(kubeadmPaths.runDirectory)) ?? []) {
    const path = `${kubeadmPaths.runDirectory}/${name}`;
    const stat = await files.stat(path);
    const ageMs = now().getTime() - (stat?.changedAtMs ?? 0);
    if (ageMs >= minAgeMs) await files.remove(path);
  }
};
