import { repositoryMissing } from "../../shared/errors/spec-errors.ts";
import type { AptRepository, PackageSpec } from "../../shared/spec/node-spec.ts";
import { hostRepositories } from "../config/host-repositories.ts";
import { runtimeKindOf } from "./build-runtime-spec.ts";
import type { NodeSpecInput, PlannedHost } from "./node-spec-input.ts";

/** Repositories and package versions of a host; throws `REPOSITORY_MISSING`. */
export const buildPackageSpec = (input: NodeSpecInput): PackageSpec => {
  const { config, host, contents, publicRepository } = input;
  const repositories = hostRepositories(config, host.config, host.facts.os.codename);
  const toRepository = (
    name: string,
    source: {
      readonly url: string;
      readonly suite: string;
      readonly components: readonly string[];
      readonly key: string;
    },
  ): AptRepository => ({
    name: `pharos-${name}`,
    uri: source.url,
    suite: source.suite,
    components: source.components,
    key: contents.get(source.key) ?? "",
  });
  const kubernetes =
    repositories.kubernetes === undefined
      ? repositories.host_sources === true
        ? undefined
        : publicRepository
      : toRepository("kubernetes", repositories.kubernetes);
  if (kubernetes === undefined && repositories.host_sources !== true)
    throw repositoryMissing({ version: config.kubernetes.version });
  const runtime = repositories.container_runtime;
  return {
    repositories: [
      ...(kubernetes === undefined ? [] : [kubernetes]),
      ...(runtime === undefined ? [] : [toRepository("container-runtime", runtime)]),
      ...repositories.additional.map((source) => toRepository(source.name, source)),
    ],
    kubernetesVersion: config.kubernetes.version,
    runtimePackage:
      runtime === undefined
        ? packageOfSystem(host)
        : (runtime.package ?? PACKAGES_ELSEWHERE[runtimeKindOf(host.config)]),
    installedByPharos: [],
  };
};

/** In Docker's own repository. */
const PACKAGES_ELSEWHERE = { containerd: "containerd.io", docker: "docker-ce" } as const;

/** Where Docker's own package is there already, the distribution's cannot be beside it. */
const packageOfSystem = ({ config, facts }: PlannedHost): string => {
  switch (runtimeKindOf(config)) {
    case "containerd":
      return "containerd";
    case "docker":
      return facts.packages["docker-ce"] === undefined ? "docker.io" : "docker-ce";
  }
};
