import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveSupply, type SupplyServer } from "./serve-supply.ts";

const manifest = JSON.stringify({ schemaVersion: 2 });
const digest = `sha256:${createHash("sha256").update(manifest).digest("hex")}`;
const mediaType = "application/vnd.oci.image.manifest.v1+json";

let root: string;
let server: SupplyServer;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "pharos-serve-"));
  const apt = join(root, "apt");
  const registry = join(root, "registry");
  await mkdir(join(apt, "pool"), { recursive: true });
  await mkdir(join(registry, "blobs", "sha256"), { recursive: true });
  await writeFile(join(root, "secret"), "outside");
  await writeFile(join(apt, "pool", "a_1.0+b~c_all.deb"), "package");
  await writeFile(join(registry, "blobs", "sha256", digest.slice("sha256:".length)), manifest);
  const tags = { "1": { mediaType, digest, size: manifest.length } };
  await writeFile(join(registry, "repositories.json"), JSON.stringify({ "lab/toolbox": tags }));
  const paths = { aptRoot: apt, registryRoot: registry };
  server = await serveSupply(paths, { bindAddress: "127.0.0.1", aptPort: 0, registryPort: 0 });
});

afterAll(async () => {
  await server.close();
  await rm(root, { recursive: true });
});

describe("packages", () => {
  test("a file is found under its plain and its escaped name", async () => {
    for (const name of ["a_1.0+b~c_all.deb", "a_1.0%2bb%7ec_all.deb"]) {
      const answer = await fetch(`${server.aptUrl}/pool/${name}`);
      expect(await answer.text()).toBe("package");
    }
  });

  test("an unchanged file is not sent again", async () => {
    const url = `${server.aptUrl}/pool/a_1.0+b~c_all.deb`;
    const modified = (await fetch(url)).headers.get("last-modified") ?? "";
    const again = await fetch(url, { headers: { "if-modified-since": modified } });
    expect(again.status).toBe(304);
  });

  test("what is not there, a directory, and a path that leaves the root are not found", async () => {
    for (const path of ["/none", "/pool", "/../secret", "/%2e%2e/secret", "/%"]) {
      expect(await statusOfRawPath(path)).toBe(404);
    }
  });

  test("nothing can be written", async () => {
    const answer = await fetch(`${server.aptUrl}/pool/new`, { method: "PUT", body: "x" });
    expect(answer.status).toBe(405);
  });
});

describe("images", () => {
  test("a manifest is found by tag and by digest, with its type and digest", async () => {
    for (const reference of ["1", digest]) {
      const answer = await fetch(
        `${server.registryUrl}/v2/lab/toolbox/manifests/${reference}?ns=docker.io`,
      );
      expect(answer.headers.get("content-type")).toBe(mediaType);
      expect(answer.headers.get("docker-content-digest")).toBe(digest);
      expect(await answer.text()).toBe(manifest);
    }
  });

  test("a blob is found by its digest, and HEAD gives its size", async () => {
    const url = `${server.registryUrl}/v2/lab/toolbox/blobs/${digest}`;
    expect(await (await fetch(url)).text()).toBe(manifest);
    const head = await fetch(url, { method: "HEAD" });
    expect(head.headers.get("content-length")).toBe(String(manifest.length));
  });

  test("the API, its catalogue and an image's tags are listed", async () => {
    const answers = await Promise.all(
      ["/v2/", "/v2/_catalog", "/v2/lab/toolbox/tags/list"].map(async (path) => {
        const answer = await fetch(`${server.registryUrl}${path}`);
        return answer.json();
      }),
    );
    expect(answers).toEqual([
      {},
      { repositories: ["lab/toolbox"] },
      { name: "lab/toolbox", tags: ["1"] },
    ]);
  });

  test("unknown names, tags and blobs are told apart", async () => {
    const paths = [
      "none/manifests/1",
      "lab/toolbox/manifests/2",
      "lab/toolbox/blobs/sha256:..%2f..%2fsecret",
    ];
    const codes = await Promise.all(
      paths.map(async (path) => {
        const answer = await fetch(`${server.registryUrl}/v2/${path}`);
        return answer.text();
      }),
    );
    expect(codes.map((text) => /[A-Z]+_UNKNOWN/.exec(text)?.[0])).toEqual([
      "NAME_UNKNOWN",
      "MANIFEST_UNKNOWN",
      "BLOB_UNKNOWN",
    ]);
  });
});

/** `fetch` tidies paths before it sends them. */
const statusOfRawPath = (path: string): Promise<number | undefined> => {
  const { hostname, port } = new URL(server.aptUrl ?? "");
  return new Promise((resolve, reject) => {
    request({ hostname, port, path }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end();
  });
};
