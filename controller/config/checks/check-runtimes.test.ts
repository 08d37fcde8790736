import { expect, test } from "vitest";
import { readParts } from "./config-parts.ts";
import { checkRuntimes } from "./check-runtimes.ts";

const findings = (tree: Parameters<typeof readParts>[0]) =>
  checkRuntimes(readParts(tree)).map(
    ({ severity, path, message }) => `${severity} ${path.join(".")} ${message}`,
  );

const host = { address: "a", role: "master", container_runtime: "docker" };
const kubernetes = { version: "1.20.2" };

test("a repository's package has to be the runtime's", () => {
  const repositories = { container_runtime: { package: "containerd.io" } };
  const own = { container_runtime: { package: "docker-ce" } };
  const hosts = [host, { ...host, repositories: own }, { address: "b" }];
  expect(findings({ hosts, kubernetes, repositories })).toEqual([
    "error hosts.0 runs docker, and repositories.container_runtime has containerd.io for it",
  ]);
});

test("Docker's mirrors are those of Docker Hub, without a path", () => {
  expect(findings({ hosts: [host], kubernetes, image_mirror: "http://m/v2/hub" })).toEqual([
    "warning image_mirror Docker asks mirrors for images of docker.io alone; all others come from where they are",
    "error image_mirror http://m/v2/hub has a path, which Docker does not take for a mirror",
  ]);
  const image_mirror = { "docker.io": { endpoint: "https://m" } };
  expect(findings({ hosts: [host], kubernetes, image_mirror })).toEqual([]);
  const image_repository = "m:5000";
  expect(
    findings({ hosts: [host], kubernetes, image_mirror: "http://m:5000", image_repository }),
  ).toEqual([]);
});

test("mirrors with a password are containerd's, and have one user each", () => {
  const credentials = { username: "u", password: "p" };
  const image_mirror = {
    "quay.io": { endpoint: "https://m:5000/quay", credentials },
    "docker.io": { endpoint: "https://m:5000/hub", credentials },
    "k8s.io": { endpoint: "https://m:5000/k8s", credentials: { username: "v", password: "p" } },
  };
  expect(findings({ hosts: [{ address: "a" }], kubernetes, image_mirror })).toEqual([
    "error image_mirror.k8s.io.credentials is another user or password for m:5000 than the one of an earlier mirror",
  ]);
  const one = { "quay.io": image_mirror["quay.io"] };
  expect(findings({ hosts: [host], kubernetes, image_mirror: one, image_repository: "m" })).toEqual(
    [
      "error image_mirror.quay.io.credentials is not used by Docker, which gives no mirror a password",
    ],
  );
});
