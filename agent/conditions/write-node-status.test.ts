import { expect, test } from "vitest";
import { mergePatch } from "../host/fake/merge-objects.ts";
import type { KubernetesAnswer, KubernetesObject } from "../host/kubernetes.ts";
import type { NodeRequest } from "../host/node-api.ts";
import { type NodeStatus, writeNodeStatus } from "./write-node-status.ts";

const NOW = new Date("2026-11-23T01:02:03.456Z");
const EARLIER = "2026-11-22T00:00:00Z";

const status = (isConverged: boolean): NodeStatus => ({
  conditions: [
    {
      type: "PharosConverged",
      status: isConverged ? "True" : "False",
      reason: "Because",
      message: "so",
    },
  ],
  annotations: { "pharosctl/agent": "0.1.0" },
});

const READY = { type: "Ready", status: "True" };
const CONVERGED = { type: "PharosConverged", status: "True", lastTransitionTime: EARLIER };

const nodeWith = (...conditions: readonly KubernetesObject[]): KubernetesObject => ({
  metadata: { annotations: { "pharosctl/agent": "0.1.0" } },
  status: { conditions },
});

/** What is sent to an API server that has this node. */
const write = async (node: KubernetesObject | undefined, wanted: NodeStatus) => {
  const sent: NodeRequest[] = [];
  const api = async (request: NodeRequest): Promise<KubernetesAnswer> => {
    if (request.method !== "GET") sent.push(request);
    return node === undefined ? { kind: "not-found" } : { kind: "ok", object: node };
  };
  const isTold = await writeNodeStatus({ api, node: "w1", now: () => NOW }, wanted);
  return { isTold, sent };
};

test("a condition that is as it was keeps the time of its last turn, and there is no Event", async () => {
  const { sent } = await write(nodeWith(READY, CONVERGED), status(true));
  expect(sent).toEqual([
    {
      method: "PATCH",
      path: "/api/v1/nodes/w1/status",
      patch: "strategic",
      body: {
        status: {
          conditions: [
            {
              type: "PharosConverged",
              status: "True",
              reason: "Because",
              message: "so",
              lastHeartbeatTime: "2026-11-23T01:02:03Z",
              lastTransitionTime: EARLIER,
            },
          ],
        },
      },
    },
  ]);
});

test("a condition that turns has the time of now, and an Event that says why", async () => {
  const { sent } = await write(nodeWith(READY, CONVERGED), status(false));
  expect(sent[0]?.body).toMatchObject({
    status: { conditions: [{ status: "False", lastTransitionTime: "2026-11-23T01:02:03Z" }] },
  });
  expect(sent[1]).toMatchObject({
    method: "POST",
    body: { reason: "Because", message: "so", type: "Warning", involvedObject: { name: "w1" } },
  });
});

test("annotations are written when they are others", async () => {
  const bare = mergePatch(nodeWith(CONVERGED), { metadata: { annotations: null } });
  const { sent } = await write(bare, status(true));
  expect(sent[1]).toEqual({
    method: "PATCH",
    path: "/api/v1/nodes/w1",
    body: { metadata: { annotations: { "pharosctl/agent": "0.1.0" } } },
  });
});

test("a node that the cluster does not have is told nothing", async () => {
  expect(await write(undefined, status(true))).toEqual({ isTold: false, sent: [] });
});
