import { expect, test } from "vitest";
import { taskCycle, twoWriters } from "../../shared/errors/engine-errors.ts";
import { orderTasks } from "./order.ts";
import { simpleTask } from "./simple-task.fake.ts";

const ids = (tasks: Parameters<typeof orderTasks>[0]) =>
  orderTasks(tasks).map(({ task }) => task.id);

test("a reader comes after the writer of what it reads", () => {
  const unit = simpleTask({ id: "unit:x", reads: ["file:/etc/x"], writes: ["unit:x"] });
  const file = simpleTask({ id: "file:/etc/x", writes: ["file:/etc/x"] });
  expect(ids([unit, file])).toEqual(["file:/etc/x", "unit:x"]);
});

test("where reads and writes leave a choice the given order stays", () => {
  const tasks = ["c", "a", "b"].map((id) => simpleTask({ id, writes: [`file:/${id}`] }));
  expect(ids(tasks)).toEqual(["c", "a", "b"]);
});

test("two writers of one thing are refused by name", () => {
  const tasks = ["a", "b"].map((id) => simpleTask({ id, writes: ["file:/etc/x"] }));
  expect(() => orderTasks(tasks)).toThrow(
    twoWriters({ ref: "file:/etc/x", first: "a", second: "b" }),
  );
});

test("tasks that wait for each other are refused by name", () => {
  const a = simpleTask({ id: "a", reads: ["file:/b"], writes: ["file:/a"] });
  const b = simpleTask({ id: "b", reads: ["file:/a"], writes: ["file:/b"] });
  expect(() => orderTasks([a, b])).toThrow(taskCycle({ tasks: "a, b" }));
});
