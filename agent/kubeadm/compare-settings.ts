import { isDeepStrictEqual } from "node:util";
import type { MountedFolder, NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Change } from "../engine/change.ts";
import { isRecord, listAt, textAt, textsAt, valueAt } from "../../shared/spec/json-path.ts";
import {
  type ControlPlaneComponent,
  controlPlaneComponents,
  kubeadmFlags,
} from "../../shared/kubeadm/kubeadm-flags.ts";
import { controlPlaneArguments } from "./control-plane-arguments.ts";
import { toExternalEtcd, toExtraVolumes, VOLUME_PREFIX } from "./control-plane-fields.ts";
import type { Flags } from "../../shared/kubeadm/component-flags.ts";
import type { StaticPod } from "./static-pod.ts";

/** What differs between a manifest and the settings; flags that kubeadm makes up itself are left alone. */
export const comparePod = (
  pod: StaticPod,
  component: ControlPlaneComponent,
  spec: NodeSpec,
): readonly Change[] => [
  ...compareFlags(pod.flags, wantedFlags(component, spec), component),
  ...compareVolumes(pod, foldersOf(component, spec)),
];

/** The same for the ClusterConfiguration that kubeadm has stored for those who join later. */
export const compareStored = (stored: unknown, spec: NodeSpec): readonly Change[] => {
  const parts = controlPlaneComponents.flatMap((component): readonly Change[] => {
    const part = valueAt(stored, storedNames[component]);
    const flags = storedFlags(valueAt(part, "extraArgs"));
    const wanted = controlPlaneArguments(spec)[component];
    const volumes = listAt(part, "extraVolumes").map((volume) => textAt(volume, "name") ?? "");
    const wantedVolumes = volumeNames(foldersOf(component, spec));
    return [
      ...compareFlags(flags, definedFlags(wanted), component),
      ...compareNames(volumes, wantedVolumes),
    ];
  });
  const etcd = toExternalEtcd(spec.kubernetes.controlPlane)["etcd"];
  const isOther =
    etcd !== undefined && !isDeepStrictEqual(textOf(valueAt(stored, "etcd")), textOf(etcd));
  const isStale = parts.length > 0 || isOther;
  return isStale ? [{ field: "kubeadm-config", before: "older settings", after: "these" }] : [];
};

const storedNames = {
  "kube-apiserver": "apiServer",
  "kube-controller-manager": "controllerManager",
  "kube-scheduler": "scheduler",
} as const;

/** A map up to v1beta3, a list of name and value from v1beta4 on. */
const storedFlags = (extraArgs: unknown): Flags =>
  Array.isArray(extraArgs)
    ? new Map(extraArgs.map((flag) => [textAt(flag, "name") ?? "", textAt(flag, "value") ?? ""]))
    : new Map(Object.entries(textsAt(extraArgs)));

const foldersOf = (
  component: ControlPlaneComponent,
  { kubernetes: { controlPlane } }: NodeSpec,
): readonly MountedFolder[] => {
  switch (component) {
    case "kube-apiserver":
      return controlPlane.apiServerFolders;
    case "kube-controller-manager":
      return controlPlane.controllerManagerFolders;
    case "kube-scheduler":
      return [];
  }
};

const wantedFlags = (component: ControlPlaneComponent, spec: NodeSpec): Flags => {
  const wanted = definedFlags(controlPlaneArguments(spec)[component]);
  const etcd = spec.kubernetes.controlPlane.externalEtcd;
  if (component !== "kube-apiserver" || etcd === undefined) return wanted;
  const own = {
    "etcd-servers": etcd.endpoints.join(","),
    "etcd-cafile": etcd.caFile,
    "etcd-certfile": etcd.certificateFile,
    "etcd-keyfile": etcd.keyFile,
  };
  return new Map([...wanted, ...definedFlags(own)]);
};

const definedFlags = (flags: Readonly<Record<string, string | undefined>>): Flags =>
  new Map(
    Object.entries(flags).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    ),
  );

const compareFlags = (
  found: Flags,
  wanted: Flags,
  component: ControlPlaneComponent,
): readonly Change[] => {
  const own = kubeadmFlags[component];
  const names = [...new Set([...found.keys(), ...wanted.keys()])].toSorted();
  return names.flatMap((name): readonly Change[] => {
    const before = found.get(name);
    const isLeftToKubeadm = !wanted.has(name) && own.has(name) && own.get(name) === undefined;
    const after = wanted.get(name) ?? (before === undefined ? undefined : own.get(name));
    if (isLeftToKubeadm || before === after) return [];
    if (name === "authorization-mode" && hasModes(before, after)) return [];
    return [
      {
        field: `${component} --${name}`,
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
      },
    ];
  });
};

/** kubeadm adds the modes that it needs itself. */
const hasModes = (before = "", after = ""): boolean => {
  const modes = new Set(before.split(","));
  return after.split(",").every((mode) => modes.has(mode));
};

const compareVolumes = (
  { volumes }: StaticPod,
  folders: readonly MountedFolder[],
): readonly Change[] => compareNames([...volumes.keys()], volumeNames(folders));

const compareNames = (found: readonly string[], wanted: readonly string[]): readonly Change[] => {
  const ours = found.filter((name) => name.startsWith(VOLUME_PREFIX));
  return [
    ...ours
      .filter((name) => !wanted.includes(name))
      .map((name) => ({ field: name, before: "mounted" })),
    ...wanted
      .filter((name) => !ours.includes(name))
      .map((name) => ({ field: name, after: "mounted" })),
  ];
};

const volumeNames = (folders: readonly MountedFolder[]): readonly string[] =>
  listAt(toExtraVolumes(folders), "extraVolumes").map((volume) => textAt(volume, "name") ?? "");

/** Prototypes and undefined members mean nothing. */
const textOf = (value: unknown): unknown =>
  isRecord(value) ? JSON.parse(JSON.stringify(value)) : value;
