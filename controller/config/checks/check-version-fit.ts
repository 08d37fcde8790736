import { compareMinors, minorOf } from "../../../shared/versions/kubernetes-version.ts";
import { flagObstacle, type KubernetesComponent } from "../../../shared/versions/flag-changes.ts";
import { type PlacedValue, selectValues, valueAt } from "../config-tree.ts";
import type { ConfigCheck, ConfigParts, Finding } from "./config-parts.ts";

/** What is passed on to Kubernetes must exist in the version that is asked for. */
export const checkVersionFit: ConfigCheck = (parts) => {
  if (parts.kubernetesVersion === undefined) return [];
  const version = parts.kubernetesVersion;
  return [
    ...checkProxyMode(parts, version),
    ...flagPlaces.flatMap(({ pattern, component }) =>
      checkFlags(parts, pattern, component, version),
    ),
    ...checkRepository(parts, version),
  ];
};

const flagPlaces: readonly { readonly pattern: string; readonly component: KubernetesComponent }[] =
  [
    { pattern: "kubelet.extra_args", component: "kubelet" },
    { pattern: "control_plane.api_server.extra_args", component: "kube-apiserver" },
    {
      pattern: "control_plane.controller_manager.extra_args",
      component: "kube-controller-manager",
    },
    { pattern: "control_plane.scheduler.extra_args", component: "kube-scheduler" },
  ];

const checkProxyMode = ({ tree }: ConfigParts, version: string): readonly Finding[] => {
  const path = ["kube_proxy", "mode"];
  if (valueAt(tree, path) !== "nftables" || compareMinors(version, "1.31") >= 0) return [];
  return [
    {
      severity: "error",
      path,
      message: `nftables needs Kubernetes 1.31, not ${minorOf(version) ?? version}`,
    },
  ];
};

const checkFlags = (
  { tree }: ConfigParts,
  pattern: string,
  component: KubernetesComponent,
  version: string,
): readonly Finding[] =>
  [...selectValues(tree, `${pattern}.*`), ...selectValues(tree, `${pattern}[]`)].flatMap(
    (place) => {
      const flag = flagOf(place);
      const obstacle = flagObstacle(component, flag, version);
      if (obstacle === undefined) return [];
      const since =
        obstacle.gone === undefined
          ? `exists from ${obstacle.since ?? ""} on`
          : `is gone since ${obstacle.gone}`;
      const message = `--${flag} of ${component} ${since}, and Kubernetes is ${version}`;
      const hint = obstacle.instead === undefined ? "remove it" : `instead: ${obstacle.instead}`;
      return [{ severity: "error" as const, path: place.path, at: "key" as const, message, hint }];
    },
  );

const flagOf = ({ path, value }: PlacedValue): string => {
  const last = path.at(-1);
  if (typeof last === "string") return last;
  return typeof value === "string" ? value.replace(/^--/, "").replace(/=.*$/s, "") : "";
};

/** pkgs.k8s.io begins with 1.24. */
const checkRepository = ({ tree }: ConfigParts, version: string): readonly Finding[] => {
  if (compareMinors(version, "1.24") >= 0) return [];
  const everywhere =
    valueAt(tree, ["repositories", "kubernetes"]) !== undefined ||
    valueAt(tree, ["repositories", "host_sources"]) === true;
  const hosts = selectValues(tree, "hosts[]").length;
  const own = selectValues(tree, "hosts[].repositories.kubernetes").length;
  if (everywhere || (hosts > 0 && own === hosts)) return [];
  const message = `${version} is in no public package repository any more`;
  const hint = "name one that has it in repositories.kubernetes";
  return [{ severity: "error", path: ["kubernetes", "version"], message, hint }];
};
