import type { AptRepository } from "../../shared/spec/node-spec.ts";
import type { Change } from "../engine/change.ts";
import type { Task } from "../engine/task.ts";
import type { HostReader } from "../host/host.ts";
import {
  keyPath,
  releaseListPaths,
  SOURCES_DIRECTORY,
  sourcesPath,
} from "../apt/repository-files.ts";
import { repositoryRefs } from "./apt-repository.ts";
import { ENVIRONMENT_PATH } from "./environment.ts";

export interface AptListsSpec {
  readonly repositories: readonly AptRepository[];
}

export interface ObservedList {
  readonly name: string;
  /** When apt last stored the repository's index; absent: never. */
  readonly readAtMs?: number;
  /** When its source or key was last changed. */
  readonly changedAtMs: number;
}

/**
 * What apt knows of our repositories: read since their sources and keys last changed. Nothing is
 * fetched otherwise; a version that is newer than the lists makes `packages` ask for them.
 */
export const aptLists: Task<AptListsSpec, readonly ObservedList[]> = {
  kind: "apt-lists",
  name: () => "all",
  title: () => "read package lists",
  // Sources that are to go must not be asked any more: one that is away would fail them all.
  reads: ({ repositories }) => [
    ...repositories.flatMap(repositoryRefs),
    `file:${SOURCES_DIRECTORY}/*`,
    // Proxies.
    `file:${ENVIRONMENT_PATH}`,
  ],
  writes: () => ["apt-sources:all"],
  check: (host, { repositories }) =>
    Promise.all(repositories.map((repository) => observeList(host, repository))),
  diff: (lists) =>
    lists.filter(isOutdated).map(({ name, readAtMs }) => ({
      field: name,
      ...(readAtMs === undefined ? {} : { before: "outdated" }),
      after: "current",
    })),
  apply: async (host, { repositories }, changes) => {
    const outdated = new Set(changes.filter(isThere).map(({ field }) => field));
    const lists = repositories.filter(({ name }) => outdated.has(name)).flatMap(releaseListPaths);
    // apt leaves an index alone that the server calls unchanged, even if its key here has changed.
    for (const path of lists) await host.files.remove(path);
    await host.packages.updateLists();
  },
  predict: (lists, { repositories }, changed) =>
    lists.map((list, index) => {
      const repository = repositories[index];
      const isTouched =
        repository !== undefined && repositoryRefs(repository).some((ref) => changed.includes(ref));
      return isTouched ? { ...list, changedAtMs: Infinity } : list;
    }),
};

const isOutdated = ({ readAtMs, changedAtMs }: ObservedList): boolean =>
  readAtMs === undefined || readAtMs < changedAtMs;

const isThere = ({ before }: Change): boolean => before !== undefined;

const observeList = async (host: HostReader, repository: AptRepository): Promise<ObservedList> => {
  const { name } = repository;
  // An index carries its server's time as its own; that of our files is when we wrote them, also
  // after the host was restored from a copy.
  const changedAtMs = await newest(host, [sourcesPath(name), keyPath(name)], "modifiedAtMs");
  const readAtMs = await newest(host, releaseListPaths(repository), "changedAtMs");
  return { name, changedAtMs, ...(readAtMs === 0 ? {} : { readAtMs }) };
};

const newest = async (
  host: HostReader,
  paths: readonly string[],
  time: "changedAtMs" | "modifiedAtMs",
): Promise<number> => {
  const stats = await Promise.all(paths.map((path) => host.files.stat(path)));
  return Math.max(0, ...stats.map((stat) => stat?.[time] ?? 0));
};
