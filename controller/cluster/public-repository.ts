import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { repositoryKeyUnavailable } from "../../shared/errors/spec-errors.ts";
import type { AptRepository } from "../../shared/spec/node-spec.ts";
import { kubernetesPackageSource } from "../../shared/versions/package-source.ts";
import type { ClusterConfig } from "../config/cluster-config.ts";

const LIMIT_MS = 15_000;
const MAX_BYTES = 64 * 1024;

/**
 * The version's public repository with its key, fetched once over HTTPS and kept in `cache`;
 * `undefined` when cluster.yml names repositories of its own, or there is no public one.
 */
export const publicRepository = async (
  config: ClusterConfig,
  cache: string,
): Promise<AptRepository | undefined> => {
  const isNamed = (repositories: ClusterConfig["repositories"]): boolean =>
    repositories?.kubernetes !== undefined || repositories?.host_sources === true;
  const everywhere = isNamed(config.repositories);
  const own = config.hosts.every(({ repositories }) => isNamed(repositories));
  const source = kubernetesPackageSource(config.kubernetes.version);
  if (everywhere || own || source === undefined) return undefined;
  return {
    name: "pharos-kubernetes",
    uri: source.uri,
    suite: source.suite,
    components: [],
    key: await cachedKey(source.keyUrl, cache),
  };
};

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
