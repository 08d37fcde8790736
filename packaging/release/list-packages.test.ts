import { join } from "node:path";
import { expect, test } from "vitest";
import { bundleProgram } from "../bundle.ts";
import { listPackages } from "./list-packages.ts";

const root = join(import.meta.dirname, "../..");
const [cli, agent] = await Promise.all([
  bundleProgram("controller/main.ts"),
  bundleProgram("agent/main.ts"),
]);
const packages = await listPackages(root, {
  pharosctl: cli.metafile,
  "pharos-agent": agent.metafile,
});

/**
 * What may be passed on with a program under Apache-2.0 by giving its text along (THIRD-PARTY-NOTICES.txt).
 * Of a choice one is enough. Anything that asks for more is a decision of its own.
 */
const ALLOWED = new Set(["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT"]);

test("every bundled package has a licence that allows to pass it on", () => {
  const refused = packages.filter(
    ({ licence }) => !licence.split(/\(|\)| OR /).some((choice) => ALLOWED.has(choice)),
  );
  expect(refused.map(({ name, licence }) => `${name}: ${licence}`)).toEqual([]);
});

test("the packages are those that the bundler put in, by program", () => {
  const programsOf = new Map(packages.map(({ name, programs }) => [name, programs]));
  expect(programsOf.get("@grpc/grpc-js")).toEqual(["pharos-agent", "pharosctl"]);
  expect(programsOf.get("commander")).toEqual(["pharosctl"]);
  expect(programsOf.get("systeminformation")).toEqual(["pharos-agent"]);
  expect(programsOf.has("esbuild")).toBe(false);
});

test("the version is the locked one, and what a package needs is in the list as well", () => {
  const names = packages.map(({ name }) => name);
  const loader = packages.find(({ name }) => name === "@grpc/proto-loader");
  expect(loader?.imports).toContain("protobufjs");
  expect(
    packages.flatMap(({ imports }) => imports).filter((name) => !names.includes(name)),
  ).toEqual([]);
  expect(packages.every(({ version }) => /^\d+\.\d+\.\d+/.test(version))).toBe(true);
  expect(packages.every(({ integrity }) => integrity.startsWith("sha512-"))).toBe(true);
});
