import { crioPackageSource } from "../../../shared/versions/package-source.ts";
import { type ConfigTree, type PlacedValue, selectValues, valueAt } from "../config-tree.ts";
import type { ConfigCheck, ConfigParts, Finding } from "./config-parts.ts";
import { readMirrors } from "./read-mirrors.ts";

/** What hosts with cri-o cannot be, or cannot have. */
export const checkCrio: ConfigCheck = (parts) => {
  const hosts = selectValues(parts.tree, "hosts[]").filter(
    ({ value }) => valueAt(value, ["container_runtime"]) === "cri-o",
  );
  if (hosts.length === 0) return [];
  return [...checkRoles(parts, hosts), ...checkPackages(parts, hosts), ...checkMirrors(parts)];
};

/** etcd is restored by its own program out of its image, and cri-o runs what a kubelet asks for alone. */
const checkRoles = ({ tree }: ConfigParts, hosts: readonly PlacedValue[]): readonly Finding[] =>
  valueAt(tree, ["etcd"]) !== undefined
    ? []
    : hosts
        .filter(({ value }) => valueAt(value, ["role"]) === "master")
        .map(({ path }) => ({
          severity: "error",
          path: [...path, "container_runtime"],
          message: "runs etcd by cri-o, where nothing could restore it",
          hint: "use containerd or docker for masters with etcd",
        }));

const checkPackages = (
  { tree, kubernetesVersion }: ConfigParts,
  hosts: readonly PlacedValue[],
): readonly Finding[] => {
  const hasPublic =
    kubernetesVersion === undefined || crioPackageSource(kubernetesVersion) !== undefined;
  const isNamed = (place: ConfigTree | undefined): boolean =>
    valueAt(place, ["repositories", "container_runtime"]) !== undefined;
  if (hasPublic || isNamed(tree)) return [];
  return hosts
    .filter(
      ({ value }) => !isNamed(value) && valueAt(value, ["manage_container_runtime"]) !== false,
    )
    .map(({ path }) => ({
      severity: "error",
      path: [...path, "container_runtime"],
      message: `needs packages of cri-o, which has no public repository for Kubernetes ${kubernetesVersion}`,
      hint: "name one in repositories.container_runtime",
    }));
};

const checkMirrors = ({ tree }: ConfigParts): readonly Finding[] => {
  const path = ["image_mirror"];
  const mirrors = readMirrors(valueAt(tree, path));
  const misplaced = mirrors.filter(
    ({ pathname }) => pathname !== "/" && !/^\/v2(\/|$)/.test(pathname),
  );
  return [
    ...misplaced.map(({ endpoint }): Finding => ({
      severity: "error",
      path,
      message: `${endpoint} has the API below its path, which cri-o cannot ask for`,
      hint: "name a mirror without a path, or with one below /v2, or use containerd",
    })),
    ...(mirrors.some(({ registry }) => registry === "_default")
      ? [
          {
            severity: "warning" as const,
            path,
            message:
              "_default stands for docker.io, gcr.io, ghcr.io, k8s.gcr.io, quay.io and registry.k8s.io on hosts with cri-o, which knows no mirror of all registries",
            hint: "name the registries that images come from",
          },
        ]
      : []),
  ];
};
