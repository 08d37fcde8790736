import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { RunPicture } from "../../controller/progress/run-picture.ts";
import { multiplyHosts } from "./multiply-hosts.ts";
import { readRecordedRun } from "./recorded-run.ts";

const recorded = readRecordedRun(
  await readFile(join(import.meta.dirname, "first-apply.ndjson"), "utf8"),
);

test.each([3, 40])("a recorded apply ends well on %d hosts, every phase once", (count) => {
  const picture = new RunPicture();
  const happenings = multiplyHosts(recorded, count).flatMap((one) =>
    "phase" in one
      ? picture.seePhase(one.phase, one.atMs)
      : picture.seeRecord(one.record, one.atMs),
  );
  expect(picture.hosts).toHaveLength(count);
  expect(new Set(picture.hosts.map(({ state }) => state))).toEqual(new Set(["done"]));
  const over = happenings.flatMap((one) => (one.type === "phase-over" ? [one.phase] : []));
  expect(over.toSorted()).toEqual([
    "enrol hosts",
    "join workers",
    "label nodes and keep the cluster's objects",
    "prepare hosts",
    "set up the network",
    "share the membership",
    "start the first master",
    "verify that nodes are Ready",
  ]);
});
