import { repositoryMissing } from "../../shared/errors/spec-errors.ts";
import type { AptRepository, PackageSpec } from "../../shared/spec/node-spec.ts";
import { hostRepositories } from "../config/host-repositories.ts";
import { runtimeKindOf } from "./build-runtime-spec.ts";
import type { NodeSpecInput, PlannedHost } from "./node-spec-input.ts";

/** Repositories and package versions of a host; throws `REPOSITORY_MISSING`. */
export const buildPackageSpec = (input: NodeSpecInput): PackageSpec => {
  const { config, host, contents, publicRepositories } = input;
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
        : publicRepositories.kubernetes
      : toRepository("kubernetes", repositories.kubernetes);
  if (kubernetes === undefined && repositories.host_sources !== true)
    throw repositoryMissing({ version: config.kubernetes.version });
  const named = repositories.container_runtime;
  const runtime =
    named === undefined ? publicRuntime(input) : toRepository("container-runtime", named);
  return {
    repositories: [
      ...(kubernetes === undefined ? [] : [kubernetes]),
      ...(runtime === undefined ? [] : [runtime]),
      ...repositories.additional.map((source) => toRepository(source.name, source)),
    ],
    kubernetesVersion: config.kubernetes.version,
    runtimePackage:
      named === undefined
        ? packageOfSystem(host)
        : (named.package ?? PACKAGES_ELSEWHERE[runtimeKindOf(host.config)]),
    installedByPharos: [],
  };
};

/** cri-o is in no distribution; whoever installs it by themselves has it from where they like. */
const publicRuntime = ({ host, publicRepositories }: NodeSpecInput): AptRepository | undefined =>
  runtimeKindOf(host.config) === "cri-o" && host.config.manage_container_runtime !== false
    ? publicRepositories.crio
    : undefined;

/** In the repositories of Docker and of cri-o. */
const PACKAGES_ELSEWHERE = {
  containerd: "containerd.io",
  "cri-o": "cri-o",
  docker: "docker-ce",
} as const;

/** Where Docker's own package is there already, the distribution's cannot be beside it. */
const packageOfSystem = ({ config, facts }: PlannedHost): string => {
  switch (runtimeKindOf(config)) {
    case "containerd":
      return "containerd";
    case "cri-o":
      return "cri-o";
    case "docker":
      return facts.packages["docker-ce"] === undefined ? "docker.io" : "docker-ce";
  }
};
