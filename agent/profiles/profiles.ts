import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { ProfileName } from "../../shared/spec/run.ts";
import type { BoundTask } from "../engine/task.ts";
import { absentProfile } from "./absent.ts";
import { clusterProfile } from "./cluster.ts";
import { controlPlaneProfile } from "./control-plane.ts";
import { hostProfile } from "./host.ts";
import { networkProfile } from "./network.ts";
import { workerProfile } from "./worker.ts";

/** The tasks of one profile of a host. Pure: golden-tested, no I/O, no clock. */
export const profileTasks = (spec: NodeSpec, profile: ProfileName): readonly BoundTask[] => {
  switch (profile) {
    case "host":
      return hostProfile(spec);
    case "network":
      return networkProfile(spec);
    case "control-plane":
      return controlPlaneProfile(spec);
    case "worker":
      return workerProfile(spec);
    case "cluster":
      return clusterProfile(spec);
    case "absent":
      return absentProfile(spec);
    case "drift":
      return profilesOf(spec).flatMap((part) => profileTasks(spec, part));
  }
};

/** The profiles that make up a host, in the order in which a first apply goes through them. */
export const profilesOf = (spec: NodeSpec): readonly ProfileName[] => {
  if (spec.ensure === "absent") return ["absent"];
  const own: readonly ProfileName[] = spec.role === "master" ? ["control-plane"] : ["worker"];
  const cluster: readonly ProfileName[] = spec.clusterObjects === undefined ? [] : ["cluster"];
  return ["host", "network", ...own, ...cluster];
};
