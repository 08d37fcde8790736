import { expect, test } from "vitest";
import { updateWaves } from "./update-waves.ts";

const host = (role: "master" | "worker", index: number) => ({
  name: `${role[0]}${index}`,
  member: { role },
});
const hosts = (masters: number, workers: number) => [
  ...Array.from({ length: masters }, (_, at) => host("master", at + 1)),
  ...Array.from({ length: workers }, (_, at) => host("worker", at + 1)),
];
const names = (masters: number, workers: number) =>
  updateWaves(hosts(masters, workers)).map((wave) => wave.map(({ name }) => name).join(" "));

test("one worker goes first, the others in waves that grow, masters last and one by one", () => {
  expect(names(2, 7)).toEqual(["w1", "w2 w3 w4 w5", "w6 w7", "m1", "m2"]);
});

test("without workers a master goes first", () => {
  expect(names(3, 0)).toEqual(["m1", "m2", "m3"]);
});

test("without hosts there is no wave", () => {
  expect(names(0, 0)).toEqual([]);
});
