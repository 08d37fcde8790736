import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { z } from "zod";
import { answerFile } from "./file-answer.ts";

const descriptorSchema = z.object({ mediaType: z.string(), digest: z.string(), size: z.number() });
const repositoriesSchema = z.record(z.string(), z.record(z.string(), descriptorSchema));
type Repositories = z.infer<typeof repositoriesSchema>;

const digestPattern = /^sha256:[0-9a-f]{64}$/;
const routePattern = /^\/v2\/(.+)\/(manifests|blobs|tags)\/([^/]+)$/;
const apiVersion = { "docker-distribution-api-version": "registry/2.0" };

/**
 * The pulling half of the registry API, read-only, over the directory that the stage `images` makes. It
 * answers for any registry that it is named a mirror of: names are looked up without the registry's own.
 */
export const answerRegistry = async (registryRoot: string) => {
  const text = await readFile(join(registryRoot, "repositories.json"), "utf8");
  const repositories = repositoriesSchema.parse(JSON.parse(text));
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [path = "/"] = (request.url ?? "/").split("?");
    if (path === "/v2" || path === "/v2/") return answerJson(response, 200, {});
    if (path === "/v2/_catalog")
      return answerJson(response, 200, { repositories: Object.keys(repositories) });
    const [, name = "", kind = "", reference = ""] = routePattern.exec(decodeURI(path)) ?? [];
    const tags = repositories[name];
    if (tags === undefined) return answerError(response, "NAME_UNKNOWN");
    if (kind === "tags") return answerJson(response, 200, { name, tags: Object.keys(tags) });
    if (kind === "manifests")
      return answerManifest(request, response, { registryRoot, tags, reference });
    if (!digestPattern.test(reference)) return answerError(response, "BLOB_UNKNOWN");
    const headers = { ...apiVersion, "docker-content-digest": reference };
    await answerFile(request, response, { path: toBlobPath(registryRoot, reference), headers });
  };
};

interface ManifestQuery {
  readonly registryRoot: string;
  readonly tags: Repositories[string];
  /** A tag or a digest. */
  readonly reference: string;
}

const answerManifest = async (
  request: IncomingMessage,
  response: ServerResponse,
  { registryRoot, tags, reference }: ManifestQuery,
): Promise<void> => {
  const manifest =
    tags[reference] ?? Object.values(tags).find(({ digest }) => digest === reference);
  if (manifest === undefined) return answerError(response, "MANIFEST_UNKNOWN");
  const headers = {
    ...apiVersion,
    "content-type": manifest.mediaType,
    "docker-content-digest": manifest.digest,
  };
  await answerFile(request, response, { path: toBlobPath(registryRoot, manifest.digest), headers });
};

const toBlobPath = (registryRoot: string, digest: string): string =>
  join(registryRoot, "blobs", "sha256", digest.replace("sha256:", ""));

const answerError = (response: ServerResponse, code: string): void =>
  answerJson(response, 404, {
    errors: [{ code, message: code.toLowerCase().replaceAll("_", " ") }],
  });

const answerJson = (response: ServerResponse, status: number, content: unknown): void => {
  response.writeHead(status, { ...apiVersion, "content-type": "application/json" });
  response.end(JSON.stringify(content));
};
