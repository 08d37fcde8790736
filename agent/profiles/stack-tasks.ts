import type { ClusterObjectsSpec, ObjectStack } from "../../shared/spec/node-spec.ts";
import type { Ref } from "../engine/ref.ts";
import { type BoundTask, bindTask } from "../engine/task.ts";
import { textAt } from "../../shared/spec/json-path.ts";
import { identityOf, type ObjectIdentity, objectId } from "../kubernetes/resource-path.ts";
import { kubernetesObject } from "../tasks/kubernetes-object.ts";
import { stackLeftovers } from "../tasks/stack-leftovers.ts";
import { stackRecord } from "../tasks/stack-record.ts";
import { stackWorkloads, WORKLOAD_KINDS } from "../tasks/stack-workloads.ts";

/** Stacks in their order: written down, applied, waited for; then what is left of earlier ones goes. */
export const stackTasks = ({ stacks }: ClusterObjectsSpec): readonly BoundTask[] => {
  const definitions = indexDefinitions(stacks);
  const applied = stacks.flatMap((stack) => tasksOf(stack, definitions));
  const leftovers = bindTask(stackLeftovers, {
    stacks: stacks.map(({ name, objects }) => ({
      stack: name,
      objects: objects.map(({ object }) => identityOf(object)),
    })),
    needs: stacks.flatMap(({ objects }) => objects.map(({ object }) => refOf(identityOf(object)))),
  });
  return [...applied, leftovers];
};

const tasksOf = (
  { name, objects }: ObjectStack,
  definitions: ReadonlyMap<string, Ref>,
): readonly BoundTask[] => {
  const identities = objects.map(({ object }) => identityOf(object));
  const record = bindTask(stackRecord, { stack: name, objects: identities });
  const workloads = identities.filter(({ kind }) => WORKLOAD_KINDS.includes(kind));
  return [
    record,
    ...objects.map(({ object, source, secrets }) =>
      bindTask(kubernetesObject, {
        object,
        ...(secrets === undefined ? {} : { secrets }),
        ...(source === undefined ? {} : { source }),
        needs: [...record.writes, ...needsOf(identityOf(object), definitions)],
      }),
    ),
    ...(workloads.length === 0 ? [] : [bindTask(stackWorkloads, { stack: name, workloads })]),
  ];
};

/** Kinds that stacks define, as `group/kind`. */
const indexDefinitions = (stacks: readonly ObjectStack[]): ReadonlyMap<string, Ref> =>
  new Map(
    stacks
      .flatMap(({ objects }) => objects)
      .filter(({ object }) => textAt(object, "kind") === "CustomResourceDefinition")
      .map(({ object }) => [
        `${textAt(object, "spec", "group")}/${textAt(object, "spec", "names", "kind")}`,
        refOf(identityOf(object)),
      ]),
  );

const needsOf = (
  { apiVersion, kind, namespace }: ObjectIdentity,
  definitions: ReadonlyMap<string, Ref>,
): readonly Ref[] => {
  const definition = definitions.get(`${apiVersion.split("/")[0]}/${kind}`);
  return [
    ...(namespace === undefined ? [] : [`object:/Namespace/${namespace}` as const]),
    ...(definition === undefined ? [] : [definition]),
  ];
};

const refOf = (identity: ObjectIdentity): Ref => `object:${objectId(identity)}`;
