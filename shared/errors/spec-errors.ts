import { defineError } from "./define-error.ts";

export const repositoryMissing = defineError<{ readonly version: string }>({
  code: "REPOSITORY_MISSING",
  blame: "user",
  message: ({ version }) => `there is no public package repository for Kubernetes ${version}`,
  hint: () => "name one in cluster.yml: repositories.kubernetes with url and key",
});

export const repositoryKeyUnavailable = defineError<{
  readonly url: string;
  readonly reason: string;
}>({
  code: "REPOSITORY_KEY_UNAVAILABLE",
  blame: "environment",
  message: ({ url, reason }) =>
    `the key of the package repository cannot be had from ${url}: ${reason}`,
  hint: () =>
    "is the internet reachable from here? Otherwise name a mirror and its key in cluster.yml: repositories.kubernetes",
});

export const secretMissing = defineError<{ readonly secret: string }>({
  code: "SECRET_MISSING",
  blame: "environment",
  message: ({ secret }) => `this host was not given the secret "${secret}"`,
  hint: () => "apply from a machine that has the file or the manifest with its value",
});
