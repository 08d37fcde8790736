import { expect, test } from "vitest";
import { hostBusy } from "../../shared/errors/engine-errors.ts";
import { nodeNotRegistered } from "../../shared/errors/kubernetes-errors.ts";
import { taskFailed } from "../../shared/errors/run-errors.ts";
import { nameConsequence } from "./name-consequence.ts";

const cause = nodeNotRegistered({ node: "w2" });
const failure = taskFailed(
  { task: "node-object:w2", code: cause.code, reason: cause.message, hint: "", output: "" },
  { cause },
);
const joinFailed = { host: "w2", error: hostBusy({ run: "r0" }) };

test("labels of a node whose host did not join wait for that host", () => {
  expect(nameConsequence(failure, [joinFailed])).toMatchObject({
    code: "NODE_MARKS_WAIT",
    message: "the labels and taints of node w2 wait until w2 has joined",
  });
});

test("labels of a node that should be there are a failure of their own", () => {
  expect(nameConsequence(failure, [])).toBe(failure);
  expect(nameConsequence(failure, [{ ...joinFailed, host: "w1" }])).toBe(failure);
});

test("other failures stay what they are", () => {
  expect(nameConsequence(joinFailed.error, [joinFailed])).toBe(joinFailed.error);
});
