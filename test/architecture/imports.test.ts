import { expect, test } from "vitest";
import { readSources, type Source } from "./read-sources.ts";

const agent = await readSources("agent");
const controller = await readSources("controller");
const shared = await readSources("shared");
const product = [...agent, ...controller, ...shared];

/** `a.ts -> b.ts` for each import of a forbidden thing. */
const breaches = (sources: readonly Source[], forbidden: RegExp): readonly string[] =>
  sources.flatMap(({ path, imports }) =>
    imports.filter((name) => forbidden.test(name)).map((name) => `${path} -> ${name}`),
  );

const inFolder = (sources: readonly Source[], ...folders: readonly string[]): readonly Source[] =>
  sources.filter(({ path }) => folders.some((folder) => path.startsWith(`${folder}/`)));

const except = (sources: readonly Source[], allowed: RegExp): readonly Source[] =>
  sources.filter(({ path }) => !allowed.test(path));

test("the readers of sources see imports of all kinds", () => {
  const imports = agent.find(({ path }) => path === "agent/main.ts")?.imports;
  expect(imports).toEqual(
    expect.arrayContaining([
      "agent/v8-flags.ts",
      "node:crypto",
      "agent/serve.ts",
      "shared/log/log.ts",
    ]),
  );
});

test("shared imports neither agent nor controller, nor anything that is not for the product", () => {
  expect(breaches(shared, /^(agent|controller|packaging|test)\//)).toEqual([]);
});

test("the agent does not know the controller", () => {
  expect(breaches(agent, /^(controller|packaging|test)\//)).toEqual([]);
});

test("the controller does not know the agent", () => {
  expect(breaches(controller, /^(agent|packaging|test)\//)).toEqual([]);
});

test("fakes are for tests", () => {
  expect(breaches(product, /\.(fake|test)\.ts$|^agent\/host\/fake\//)).toEqual([]);
});

test("main.ts is imported by nobody", () => {
  expect(breaches(product, /\/main\.ts$/)).toEqual([]);
});

test("profiles, tasks and what they render touch no machine: no I/O of Node, no real host", () => {
  const pure = inFolder(
    agent,
    "agent/api-proxy",
    "agent/apt",
    "agent/containerd",
    "agent/kubeadm",
    "agent/kubernetes",
    "agent/network",
    "agent/profiles",
    "agent/tasks",
  );
  expect(
    breaches(pure, /^node:(child_process|fs|fs\/promises|http|https|os|process|timers)/),
  ).toEqual([]);
  expect(breaches(pure, /^agent\/(host\/real|services|state|install)\//)).toEqual([]);
});

test("a task calls no other task: what two of them share is a file without a task", () => {
  const tasks = inFolder(agent, "agent/tasks").filter(({ text }) => /: Task</.test(text));
  const own = tasks.map(({ path }) => path);
  const calls = tasks.flatMap(({ path, text }) =>
    own
      .filter((other) => text.includes(`Task } from "./${other.split("/").at(-1)}"`))
      .map((other) => `${path} -> ${other}`),
  );
  expect(own.length).toBeGreaterThan(10);
  expect(calls).toEqual([]);
});

test("only profiles know which tasks there are", () => {
  const others = except(agent, /^agent\/(tasks|profiles)\//);
  expect(breaches(others, /^agent\/tasks\//)).toEqual([]);
});

test("a phase holds no host command and no path, and reaches hosts through agents alone", () => {
  const phases = inFolder(controller, "controller/phases");
  const words = /"(\/(etc|opt|run|usr|var)\/|(apt-get|kubeadm|kubectl|systemctl|sudo)\b)/;
  expect(phases.filter(({ text }) => words.test(text)).map(({ path }) => path)).toEqual([]);
  expect(breaches(phases, /^node:(child_process|fs|net)/)).toEqual([]);
});

test("programs are started in few places", () => {
  const starters = product.filter(({ imports }) => imports.includes("node:child_process"));
  expect(starters.map(({ path }) => path).toSorted()).toEqual([
    "agent/host/real/line-dialogue.ts",
    "agent/host/real/spawn-program.ts",
    "agent/host/real/stream-program.ts",
    "agent/systemd-notify.ts",
    "controller/bootstrap/run-ssh.ts",
    "controller/bootstrap/spawn-ssh.ts",
    "controller/terraform/run-terraform.ts",
  ]);
});

test("cluster.yml is read, and specs are built, without any I/O but the reader's of files", () => {
  const pure = except(
    inFolder(controller, "controller/config", "controller/spec"),
    /read-config-files\.ts$/,
  );
  expect(breaches(pure, /^node:(child_process|fs|http|https|os|process)/)).toEqual([]);
});

test("the conversions between wire and types know neither transport nor machine", () => {
  expect(
    breaches(inFolder(shared, "shared/spec", "shared/versions"), /^node:(fs|net|tls|os)|^@grpc\//),
  ).toEqual([]);
});
