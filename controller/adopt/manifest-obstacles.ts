import { parseFlags } from "../../shared/kubeadm/component-flags.ts";
import { controlPlaneComponents, kubeadmFlags } from "../../shared/kubeadm/kubeadm-flags.ts";
import { listAt, textAt } from "../../shared/spec/json-path.ts";
import { isPassable, partOf } from "./control-plane-parts.ts";
import type { AdoptedHost } from "./found-cluster.ts";
import { type KubeadmConfiguration, parseYaml } from "./kubeadm-configuration.ts";
import { kubeadmValues, type ManifestProgram } from "./kubeadm-values.ts";
import { wordsOf } from "./manifest-flags.ts";

type Manifests = AdoptedHost["host"]["manifests"];

/**
 * What somebody has written into a master's manifests, and neither kubeadm's stored configuration nor
 * cluster.yml can say: kubeadm would write them without it. Only flags and volumes are looked at.
 */
export const manifestObstacles = (
  { node, host: { manifests } }: AdoptedHost,
  kubeadm: KubeadmConfiguration,
): readonly string[] => [
  ...volumeObstacles(node.name, manifests),
  ...programs.flatMap((program) => {
    const words = wordsOf(manifests[program], program);
    const place = `${program} of ${node.name}`;
    return [
      ...repeatedNames(words).map((name) => `${place} has --${name} more than once`),
      ...[...parseFlags(words)].flatMap(([name, value]) =>
        flagObstacle(program, [name, value], kubeadm).map((what) => `${place} ${what}`),
      ),
    ];
  }),
];

const programs: readonly ManifestProgram[] = [...controlPlaneComponents, "etcd"];

const flagObstacle = (
  program: ManifestProgram,
  [name, value]: readonly [string, string],
  kubeadm: KubeadmConfiguration,
): readonly string[] => {
  const shown = `runs with --${name}=${value}`;
  const told = program === "etcd" ? undefined : kubeadm.extraArgs[partOf[program].stored];
  // Judged where it is stored, and carried over.
  if (told !== undefined && name in told) return [];
  const usual = kubeadmValues(program, kubeadm).get(name);
  if (usual === "any") return [];
  if (usual !== undefined)
    return usual.includes(value) ? [] : [`${shown}, which kubeadm-config does not say`];
  if (program === "etcd") return [`${shown}, which cluster.yml cannot say`];
  if (kubeadmFlags[program].has(name)) return [];
  return isPassable(program, name, value) ? [] : [`${shown}, which cluster.yml cannot say`];
};

const repeatedNames = (words: readonly string[]): readonly string[] => {
  const names = words.map((word) => /^--([^=]+)/.exec(word)?.[1] ?? word);
  return [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];
};

/** Folders that kubeadm mounts by itself, on one system or another. */
const kubeadmVolumes = new Set([
  "ca-certs",
  "etc-ca-certificates",
  "etc-pki",
  "etc-pki-ca-trust",
  "etc-pki-tls-certs",
  "etcd-certs",
  "etcd-data",
  "flexvolume-dir",
  "k8s-certs",
  "kubeconfig",
  "usr-local-share-ca-certificates",
  "usr-share-ca-certificates",
]);

const volumeObstacles = (node: string, manifests: Manifests): readonly string[] =>
  Object.entries(manifests).flatMap(([component, text]) =>
    listAt(parseYaml(text), "spec", "volumes")
      .map((volume) => textAt(volume, "name") ?? "")
      .filter((name) => !kubeadmVolumes.has(name))
      .map((name) => `${component} of ${node} mounts a volume of its own, ${name}`),
  );
