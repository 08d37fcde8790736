import { expect, test } from "vitest";
import { FILTER_TABLE_PATH, withFilterWatch } from "./filter-watch.ts";

const scene = () => {
  const told: (readonly string[])[] = [];
  const files: (readonly string[])[] = [];
  const later: (() => void)[] = [];
  const state: { table: string | undefined } = { table: "one" };
  const watch = withFilterWatch(
    { set: (paths) => files.push(paths), problem: () => undefined, close: () => undefined },
    (paths) => told.push(paths),
    {
      fingerprint: async () => state.table,
      after: (_ms, action) => {
        later.push(action);
        return () => later.splice(later.indexOf(action), 1);
      },
    },
  );
  const turn = async (): Promise<void> => {
    for (const action of later.splice(0)) action();
    await Promise.resolve();
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  };
  return { told, files, later, state, watch, turn };
};

test("a table that becomes another is told once, and files are watched without it", async () => {
  const { told, files, state, watch, turn } = scene();
  watch.set(["/etc/x", FILTER_TABLE_PATH]);
  await turn();
  told.length = 0;
  state.table = undefined;
  await turn();
  await turn();
  expect(told).toEqual([[FILTER_TABLE_PATH]]);
  expect(files).toEqual([["/etc/x"]]);
});

test("nobody looks any more once the table is not wanted", async () => {
  const { later, watch, turn } = scene();
  watch.set([FILTER_TABLE_PATH]);
  await turn();
  watch.set([]);
  await turn();
  expect(later).toEqual([]);
});
