import type { AptRepository } from "../../shared/spec/node-spec.ts";
import type { Change } from "../engine/change.ts";
import type { Ref } from "../engine/ref.ts";
import type { Task } from "../engine/task.ts";
import {
  KEYRINGS_DIRECTORY,
  keyPath,
  renderSources,
  SOURCES_DIRECTORY,
  sourcesPath,
} from "../apt/repository-files.ts";
import {
  diffAbsentFile,
  diffFile,
  type ObservedFile,
  observeFile,
  type WantedFile,
  writeFile,
} from "./observed-file.ts";

export interface AptRepositorySpec {
  readonly ensure: "present" | "absent";
  readonly repository: AptRepository;
  readonly needs?: readonly Ref[];
}

export interface AptRepositoryState {
  readonly key: ObservedFile;
  readonly sources: ObservedFile;
}

/** A package repository and the key that must have signed it. What it offers is read by `apt-lists`. */
export const aptRepository: Task<AptRepositorySpec, AptRepositoryState> = {
  kind: "apt-repository",
  name: ({ repository }) => repository.name,
  title: ({ ensure, repository }) =>
    `${ensure === "present" ? "add" : "remove"} package repository ${repository.name}`,
  reads: ({ needs }) => [
    `file:${KEYRINGS_DIRECTORY}`,
    `file:${SOURCES_DIRECTORY}`,
    ...(needs ?? []),
  ],
  writes: ({ repository }) => repositoryRefs(repository),
  check: async (host, { repository }) => ({
    key: await observeFile(host, keyPath(repository.name)),
    sources: await observeFile(host, sourcesPath(repository.name)),
  }),
  diff: (state, { ensure, repository }) =>
    PARTS.flatMap((part) => {
      const changes =
        ensure === "present"
          ? diffFile(state[part], wantedFile(repository, part))
          : diffAbsentFile(state[part]);
      return changes.map((change) => ({ ...change, field: `${part} ${change.field}` }));
    }),
  apply: async (host, { ensure, repository }, changes) => {
    // The key goes in first and out last: apt fails on a source whose key is missing.
    for (const part of ensure === "present" ? PARTS : PARTS.toReversed()) {
      const wanted = wantedFile(repository, part);
      const mine = changesOf(part, changes);
      if (mine.length === 0) continue;
      if (ensure === "present") await writeFile(host, wanted, mine);
      else await host.files.remove(wanted.path);
    }
  },
};

/** The refs of one repository's files, which `apt-lists` reads. */
export const repositoryRefs = ({ name }: AptRepository): readonly Ref[] => [
  `file:${keyPath(name)}`,
  `file:${sourcesPath(name)}`,
];

const PARTS = ["key", "sources"] as const;
type Part = (typeof PARTS)[number];

const wantedFile = (repository: AptRepository, part: Part): WantedFile =>
  part === "key"
    ? { path: keyPath(repository.name), text: repository.key }
    : { path: sourcesPath(repository.name), text: renderSources(repository) };

const changesOf = (part: Part, changes: readonly Change[]): readonly Change[] =>
  changes
    .filter(({ field }) => field.startsWith(`${part} `))
    .map((change) => ({ ...change, field: change.field.slice(part.length + 1) }));
