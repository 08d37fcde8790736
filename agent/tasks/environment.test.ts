import { expect, test } from "vitest";
import { environment, ENVIRONMENT_PATH } from "./environment.ts";
import { taskOnHost } from "./task-on-host.fake.ts";

const spec = { values: { HTTPS_PROXY: "http://proxy:3128", NO_PROXY: "10.0.0.0/8" } };
const THEIRS = 'PATH="/usr/bin"\nNO_PROXY=localhost\n';

test("variables are added behind what is there; a stranger's of the same name wins", async () => {
  const { machine, apply, plan } = taskOnHost(environment, spec);
  machine.files.seed(ENVIRONMENT_PATH, THEIRS);
  expect(await apply()).toEqual([{ field: "HTTPS_PROXY", after: "http://proxy:3128" }]);
  expect(machine.files.entry(ENVIRONMENT_PATH)?.text).toBe(
    `${THEIRS}# pharosctl: begin\nHTTPS_PROXY="http://proxy:3128"\n# pharosctl: end\n`,
  );
  expect(await plan()).toEqual([]);
});

test("a file that is not there is made", async () => {
  const { apply, plan } = taskOnHost(environment, spec);
  expect(await apply()).toHaveLength(2);
  expect(await plan()).toEqual([]);
});

test("ours go without a trace", async () => {
  const { host, machine, apply } = taskOnHost(environment, spec);
  machine.files.seed(ENVIRONMENT_PATH, THEIRS);
  await apply();
  const on = taskOnHost(environment, { values: {} }, host);
  expect(await on.apply()).toEqual([{ field: "HTTPS_PROXY", before: "http://proxy:3128" }]);
  expect(machine.files.entry(ENVIRONMENT_PATH)?.text).toBe(THEIRS);
  expect(await on.plan()).toEqual([]);
});

test("a proxy's password is not shown", async () => {
  const { plan } = taskOnHost(environment, {
    values: { HTTPS_PROXY: "http://me:secret@proxy:3128" },
  });
  expect(await plan()).toEqual([{ field: "HTTPS_PROXY", after: "http://me:***@proxy:3128" }]);
});

test("a host without variables of ours needs nothing", async () => {
  expect(await taskOnHost(environment, { values: {} }).plan()).toEqual([]);
});

test("the value of a variable that is named like a secret is not shown, before and after", async () => {
  const first = taskOnHost(environment, { values: { DEPLOY_TOKEN: "open-sesame" } });
  expect(await first.apply()).toEqual([{ field: "DEPLOY_TOKEN", after: "the secret wanted" }]);
  const next = taskOnHost(environment, { values: { DEPLOY_TOKEN: "another" } }, first.host);
  expect(await next.plan()).toEqual([
    { field: "DEPLOY_TOKEN", before: "a secret", after: "the secret wanted" },
  ]);
});
