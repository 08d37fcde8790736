import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { repositoryKeyUnavailable } from "../../shared/errors/spec-errors.ts";
import type { AptRepository } from "../../shared/spec/node-spec.ts";
import {
  crioPackageSource,
  kubernetesPackageSource,
  type PackageSource,
} from "../../shared/versions/package-source.ts";
import type { ClusterConfig } from "../config/cluster-config.ts";
import type { PublicRepositories } from "../spec/node-spec-input.ts";

const LIMIT_MS = 15_000;
const MAX_BYTES = 64 * 1024;

/**
 * The version's public repositories with their keys, fetched once over HTTPS and kept in `cache`: those that
 * some host needs because cluster.yml names none for it.
 */
export const publicRepositories = async (
  config: ClusterConfig,
  cache: string,
): Promise<PublicRepositories> => {
  const { version } = config.kubernetes;
  const everywhere = hasKubernetes(config.repositories);
  const own = config.hosts.every(({ repositories }) => hasKubernetes(repositories));
  const isCrioNeeded = config.hosts.some(
    (host) =>
      host.container_runtime === "cri-o" &&
      host.manage_container_runtime !== false &&
      (host.repositories ?? config.repositories)?.container_runtime === undefined &&
      config.repositories?.container_runtime === undefined,
  );
  const source = everywhere || own ? undefined : kubernetesPackageSource(version);
  const crioSource = isCrioNeeded ? crioPackageSource(version) : undefined;
  return {
    ...(source === undefined
      ? {}
      : { kubernetes: await withKey("pharos-kubernetes", source, cache) }),
    ...(crioSource === undefined
      ? {}
      : { crio: await withKey("pharos-container-runtime", crioSource, cache) }),
  };
};

const hasKubernetes = (repositories: ClusterConfig["repositories"]): boolean =>
  repositories?.kubernetes !== undefined || repositories?.host_sources === true;

const withKey = async (
  name: string,
  { uri, suite, keyUrl }: PackageSource,
  cache: string,
): Promise<AptRepository> => ({
  name,
  uri,
  suite,
  components: [],
  key: await cachedKey(keyUrl, cache),
});

const cachedKey = async (url: string, cache: string): Promise<string> => {
  const path = join(cache, `${createHash("sha256").update(url).digest("hex").slice(0, 16)}.asc`);
  const kept = await readFile(path, "utf8").catch(() => undefined);
  if (kept !== undefined) return kept;
  const key = await fetchKey(url);
  await mkdir(cache, { recursive: true, mode: 0o700 });
  await writeFile(path, key, { mode: 0o600 });
  return key;
};

const fetchKey = async (url: string): Promise<string> => {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(LIMIT_MS) });
    const text = await answer.text();
    if (
      !answer.ok ||
      text.length > MAX_BYTES ||
      !text.startsWith("-----BEGIN PGP PUBLIC KEY BLOCK-----")
    ) {
      throw new Error(`the answer (${answer.status}) is no key`);
    }
    return text;
  } catch (cause) {
    throw repositoryKeyUnavailable(
      { url, reason: cause instanceof Error ? cause.message : String(cause) },
      { cause },
    );
  }
};
