import { minorOf } from "../../shared/versions/kubernetes-version.ts";
import type { ClusterConfig } from "./cluster-config.ts";

type Repositories = NonNullable<ClusterConfig["repositories"]>;

/** The package repositories of one host: its own before the cluster's, placeholders filled in. */
export const hostRepositories = (
  config: ClusterConfig,
  host: ClusterConfig["hosts"][number],
  codename: string,
): Repositories => {
  const own = host.repositories;
  const all = config.repositories;
  const kubernetes = own?.kubernetes ?? all?.kubernetes;
  const runtime = own?.container_runtime ?? all?.container_runtime;
  const ownNames = new Set(own?.additional.map(({ name }) => name));
  const additional = [
    ...(all?.additional.filter(({ name }) => !ownNames.has(name)) ?? []),
    ...(own?.additional ?? []),
  ];
  const { version } = config.kubernetes;
  const fill = <Source extends { readonly url: string; readonly suite: string }>(
    source: Source,
  ): Source => ({
    ...source,
    url: fillIn(source.url, version, codename),
    suite: fillIn(source.suite, version, codename),
  });
  return {
    ...(kubernetes === undefined ? {} : { kubernetes: fill(kubernetes) }),
    ...(runtime === undefined ? {} : { container_runtime: fill(runtime) }),
    ...(own?.host_sources === true || all?.host_sources === true ? { host_sources: true } : {}),
    additional: additional.map(fill),
  };
};

const fillIn = (text: string, version: string, codename: string): string =>
  text
    .replaceAll("{version}", version)
    .replaceAll("{minor}", minorOf(version) ?? version)
    .replaceAll("{codename}", codename);
