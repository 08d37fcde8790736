import { describe, expect, test } from "vitest";
import { notMaster } from "../../shared/errors/agent-errors.ts";
import { agentUnreachableError } from "../../shared/errors/rpc-errors.ts";
import type { NodeStatus } from "../../shared/rpc/gen/cluster.ts";
import { waitForNode } from "./wait-for-node.ts";
import type { ReadNodes } from "./wait-until-node.ts";

const node = (ready: NodeStatus["ready"]): NodeStatus => ({
  name: "w1",
  ready,
  reason: "the network is not there",
  kubeletVersion: "v1.20.2",
  unschedulable: false,
  labels: {},
  taints: [],
});

const away = agentUnreachableError({ address: "m1:7443", reason: "ECONNREFUSED" });
const silence = notMaster({ host: "m1", reason: "ECONNRESET" });

/** Answers one after the other, the last one for ever. */
const answering = (...answers: readonly (readonly NodeStatus[] | Error)[]): ReadNodes => {
  let at = 0;
  return async () => {
    const answer = answers[Math.min(at, answers.length - 1)] ?? [];
    at += 1;
    if (answer instanceof Error) throw answer;
    return answer;
  };
};

const options = { limitMs: 0, stepMs: 1, signal: new AbortController().signal };
const patient = { ...options, limitMs: 60_000 };

describe("a node is waited for", () => {
  test("until it is Ready, also over a moment in which the API server is silent", async () => {
    const read = answering([], silence, [node("READY_CONDITION_FALSE")], silence, [
      node("READY_CONDITION_TRUE"),
    ]);
    await expect(waitForNode("w1", read, patient)).resolves.toBeUndefined();
  });

  test("no longer than the limit, and it is told what is wrong with it", async () => {
    const read = answering([node("READY_CONDITION_FALSE")]);
    await expect(waitForNode("w1", read, options)).rejects.toMatchObject({
      code: "NODE_NOT_READY",
      fields: { reason: "the network is not there" },
    });
  });

  test("and an API server that stays silent is told as that", async () => {
    const read = answering(silence);
    await expect(waitForNode("w1", read, options)).rejects.toBe(silence);
  });

  test("over an agent that is away for a moment", async () => {
    const read = answering(away, [node("READY_CONDITION_TRUE")]);
    await expect(waitForNode("w1", read, patient)).resolves.toBeUndefined();
  });

  test("and an agent that stays away is told as that", async () => {
    await expect(waitForNode("w1", answering(away), options)).rejects.toBe(away);
  });

  test("but not where the host itself cannot be asked", async () => {
    const gone = new Error("gone");
    await expect(waitForNode("w1", answering(gone), patient)).rejects.toBe(gone);
  });
});
