import type { FileReader } from "../host/files.ts";
import { controlPlanePods, POD_LOGS, reportFiles, reportFolders } from "./report-sources.ts";

export interface ReportFiles {
  readonly settings: readonly string[];
  /** The newest log of each container of the control plane. */
  readonly logs: readonly string[];
}

/** Files of the report that there are on this host. */
export const findReportFiles = async (files: FileReader): Promise<ReportFiles> => {
  const inFolders = await Promise.all(
    reportFolders.map(({ path, depth, only = /./ }) => findBelow(files, path, depth, only)),
  );
  const present = await Promise.all(
    reportFiles.map(async (path) => ((await isThere(files, path)) ? [path] : [])),
  );
  return {
    settings: [...present.flat(), ...inFolders.flat()],
    logs: await findPodLogs(files),
  };
};

const isThere = async (files: FileReader, path: string): Promise<boolean> =>
  (await files.stat(path).catch(() => undefined)) !== undefined;

/** Regular files, and links to what is elsewhere are left alone. */
const findBelow = async (
  files: FileReader,
  folder: string,
  depth: number,
  only: RegExp,
): Promise<readonly string[]> => {
  const names = (await files.list(folder).catch(() => undefined)) ?? [];
  const found = await Promise.all(
    names.map(async (name) => {
      const path = `${folder}/${name}`;
      const stat = await files.stat(path).catch(() => undefined);
      if (stat?.kind === "directory" && depth > 1) return findBelow(files, path, depth - 1, only);
      return stat?.kind === "file" && only.test(name) ? [path] : [];
    }),
  );
  return found.flat();
};

/** `/var/log/pods/kube-system_etcd-m1_<uid>/etcd/3.log`: the highest number is the container of now. */
const findPodLogs = async (files: FileReader): Promise<readonly string[]> => {
  const pods = ((await files.list(POD_LOGS).catch(() => undefined)) ?? []).filter((name) =>
    controlPlanePods.test(name),
  );
  const found = await Promise.all(
    pods.map(async (pod) => {
      const containers = (await files.list(`${POD_LOGS}/${pod}`)) ?? [];
      return Promise.all(
        containers.map((container) => newestLogs(files, `${POD_LOGS}/${pod}/${container}`)),
      );
    }),
  );
  return found.flat(2);
};

const KEPT_LOGS = 2;

const newestLogs = async (files: FileReader, folder: string): Promise<readonly string[]> => {
  const names = ((await files.list(folder)) ?? []).filter((name) => /^\d+\.log$/.test(name));
  return names
    .toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
    .slice(-KEPT_LOGS)
    .map((name) => `${folder}/${name}`);
};
