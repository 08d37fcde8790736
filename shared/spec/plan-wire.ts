import type * as wire from "../rpc/gen/run.ts";
import { fromWireChange, toWireChange } from "./change-wire.ts";
import { profiles } from "./profile-wire.ts";
import type { HostPlan, TaskPlan } from "./run.ts";
import { required, wireEnum } from "./wire-reader.ts";

export const toWirePlan = (plan: HostPlan): wire.HostPlan => ({
  host: plan.host,
  tasks: plan.tasks.map(toWireTaskPlan),
  unchanged: plan.unchanged,
  digest: plan.digest,
});

/** Throws MESSAGE_INVALID. */
export const fromWirePlan = (plan: wire.HostPlan): HostPlan => ({
  host: plan.host,
  tasks: plan.tasks.map(fromWireTaskPlan),
  unchanged: plan.unchanged,
  digest: plan.digest,
});

const toWireTaskPlan = (task: TaskPlan): wire.TaskPlan => ({
  id: task.id,
  kind: task.kind,
  title: task.title,
  profile: profiles.toWire(task.profile),
  changes: task.changes.map(toWireChange),
  disruption: {
    level: levels.toWire(task.disruption.level),
    reason: task.disruption.reason,
  },
});

const fromWireTaskPlan = (task: wire.TaskPlan): TaskPlan => ({
  id: task.id,
  kind: task.kind,
  title: task.title,
  profile: profiles.fromWire(task.profile, "TaskPlan", "profile"),
  changes: task.changes.map(fromWireChange),
  disruption: fromWireDisruption(required(task.disruption, "TaskPlan", "disruption")),
});

const levels = wireEnum<TaskPlan["disruption"]["level"], wire.DisruptionLevel>({
  none: "DISRUPTION_LEVEL_NONE",
  restart: "DISRUPTION_LEVEL_RESTART",
  outage: "DISRUPTION_LEVEL_OUTAGE",
});

const fromWireDisruption = ({ level, reason }: wire.Disruption): TaskPlan["disruption"] => ({
  level: levels.fromWire(level, "Disruption", "level"),
  reason,
});
