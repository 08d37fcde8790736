import { type PlacedValue, selectValues, valueAt } from "../config-tree.ts";
import type { ConfigCheck, ConfigParts, Finding } from "./config-parts.ts";
import { readMirrors } from "./read-mirrors.ts";

/** What runs containers has to fit the packages that are named for it, and its mirrors. */
export const checkRuntimes: ConfigCheck = (parts) => [
  ...checkPackages(parts),
  ...checkMirrors(parts),
  ...checkCredentials(parts),
];

const dockerHosts = ({ tree }: ConfigParts): readonly PlacedValue[] =>
  selectValues(tree, "hosts[].container_runtime").filter(({ value }) => value === "docker");

const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  containerd: ["containerd", "containerd.io"],
  "cri-o": ["cri-o"],
  docker: ["docker.io", "docker-ce"],
};

/** A host's own repository counts before the cluster's. */
const checkPackages = ({ tree }: ConfigParts): readonly Finding[] =>
  selectValues(tree, "hosts[]").flatMap(({ value: host, path }) => {
    const own = valueAt(host, ["repositories", "container_runtime"]);
    const name = valueAt(own ?? valueAt(tree, ["repositories", "container_runtime"]), ["package"]);
    const written = valueAt(host, ["container_runtime"]);
    const runtime = typeof written === "string" ? written : "containerd";
    const fitting = PACKAGES[runtime];
    if (typeof name !== "string" || fitting === undefined || fitting.includes(name)) return [];
    const message = `runs ${runtime}, and repositories.container_runtime has ${name} for it`;
    const hint = `name a repository of this host alone, with package: ${fitting.join(" or ")}`;
    return [{ severity: "error" as const, path, message, hint }];
  });

/** Docker asks mirrors for Docker Hub alone, by an address without a path. */
const checkMirrors = (parts: ConfigParts): readonly Finding[] => {
  if (dockerHosts(parts).length === 0) return [];
  const mirrors = readMirrors(valueAt(parts.tree, ["image_mirror"]));
  const isNamed = valueAt(parts.tree, ["image_repository"]) !== undefined;
  const path = ["image_mirror"];
  return [
    ...(mirrors.some(({ registry }) => registry !== "docker.io") && !isNamed
      ? [
          {
            severity: "warning" as const,
            path,
            message:
              "Docker asks mirrors for images of docker.io alone; all others come from where they are",
            hint: "name Kubernetes' own images at the mirror with image_repository",
          },
        ]
      : []),
    ...mirrors
      .filter(
        ({ registry, pathname }) =>
          ["docker.io", "_default"].includes(registry) && pathname !== "/",
      )
      .map(({ endpoint }) => ({
        severity: "error" as const,
        path,
        message: `${endpoint} has a path, which Docker does not take for a mirror`,
        hint: "name a mirror without a path, or use containerd",
      })),
  ];
};

/** Docker asks mirrors by itself, without the passwords that kubelets hand it for the image's own registry. */
const checkCredentials = (parts: ConfigParts): readonly Finding[] => {
  const users = new Map<string, string>();
  const findings: Finding[] = [];
  const pattern = "image_mirror.*.credentials";
  for (const { value, path } of selectValues(parts.tree, pattern)) {
    if (dockerHosts(parts).length > 0) {
      const message = "is not used by Docker, which gives no mirror a password";
      const hint = "use containerd, or a mirror that lets the hosts in by their addresses";
      findings.push({ severity: "error", path, at: "key", message, hint });
    }
    const endpoint = valueAt(parts.tree, [...path.slice(0, -1), "endpoint"]);
    if (typeof endpoint !== "string" || !URL.canParse(endpoint)) continue;
    const { host } = new URL(endpoint);
    const user = JSON.stringify(value);
    if ((users.get(host) ?? user) !== user) {
      const message = `is another user or password for ${host} than the one of an earlier mirror`;
      const hint = "a host of mirrors has one user";
      findings.push({ severity: "error", path, at: "key", message, hint });
    }
    users.set(host, user);
  }
  return findings;
};
