import type { Host } from "../host/host.ts";
import { kubeadmPaths } from "./kubeadm-paths.ts";

/**
 * Writes a configuration file to tmpfs, readable by root alone, for as long as `use` takes. One that
 * a killed agent left behind is overwritten by the next call and gone with the next boot.
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
