import { expect, test } from "vitest";
import type { TaskPlan } from "../../shared/spec/run.ts";
import { agentBuildName } from "../../shared/spec/agent-build-name.ts";
import { minimalNodeSpec } from "../../test/support/node-specs.ts";
import { type PlannedHostView, renderPlan } from "./render-plan.ts";

const task = (id: string, after: string): TaskPlan => ({
  id,
  kind: "file",
  title: `write ${id}`,
  profile: "host",
  changes: [{ field: "mode", before: "0600", after }],
  disruption: { level: "none", reason: "" },
});

const { agent } = minimalNodeSpec();

const host = (
  name: string,
  tasks: readonly TaskPlan[],
  kind: "agent" | "ssh" = "agent",
  build = agentBuildName(agent),
): PlannedHostView => ({
  name,
  isCurrent: true,
  link: kind === "ssh" ? { kind, probe: {} } : { kind, build },
  spec: { agent },
  plan: { host: name, tasks, unchanged: 3, digest: "" },
});

const quiet = { verbose: false };

test("what is the same on all hosts is shown once, what is a host's own under its name", () => {
  const common = task("/etc/a", "0644");
  const hosts = [host("m1", [common]), host("w1", [common, task("/etc/b", "0640")])];
  expect(renderPlan(hosts, quiet)).toBe(`all 2 hosts:
  ~ write /etc/a
      mode: 0600 -> 0644

w1:
  ~ write /etc/b
      mode: 0600 -> 0640

3 tasks change something on 2 of 2 hosts, none of them disruptive.
`);
});

test("tasks of the same name with other values are not mixed up", () => {
  const text = renderPlan(
    [host("m1", [task("/etc/a", "0644")]), host("w1", [task("/etc/a", "0640")])],
    quiet,
  );
  expect(text).toContain("m1:\n  ~ write /etc/a\n      mode: 0600 -> 0644");
  expect(text).toContain("w1:\n  ~ write /etc/a\n      mode: 0600 -> 0640");
});

test("hosts without changes are counted", () => {
  const text = renderPlan([host("m1", []), host("w1", [])], quiet);
  expect(text).toBe("m1, w1: nothing to change (6 tasks looked at)\n\nNothing to change.\n");
});

test("a host without an agent is told that it gets one, and that is something to change", () => {
  const text = renderPlan([host("m1", [], "ssh"), host("w1", [])], quiet);
  expect(text).toContain("m1:\n  + enrol the host");
  expect(text).toMatch(/\n1 host to enrol; nothing else to change\.\n$/);
});

test("a new cluster.yml that changes no task is something to change too", () => {
  const hosts = [host("m1", []), { ...host("w1", []), isCurrent: false }];
  expect(renderPlan(hosts, quiet)).toMatch(
    /\nNothing to change but what 1 host has on record\.\n$/,
  );
});

test("one is one", () => {
  const text = renderPlan([host("m1", [task("/etc/a", "0644")])], quiet);
  expect(text).toMatch(/\n1 task changes something on 1 of 1 host, none of them disruptive\.\n$/);
});

test("a host whose agent is another build is told that it is updated", () => {
  const text = renderPlan([host("m1", [], "agent", "0.1.0-0a1b2c3d4e5f")], quiet);
  expect(text).toMatch(/m1:\n {2}~ update the agent: 0\.1\.0-0a1b2c3d4e5f -> 0\.1\.0-\w{12}\n/);
  expect(text).toMatch(/\n1 agent to update; nothing else to change\.\n$/);
});

test("a long text is cut unless everything is asked for", () => {
  const text = Array.from({ length: 40 }, (_, line) => `line ${line}\n`).join("");
  const long = { ...task("/etc/a", ""), changes: [{ field: "text", after: text }] };
  expect(renderPlan([host("m1", [long])], quiet)).toContain("lines more, shown with --verbose");
  expect(renderPlan([host("m1", [long])], { verbose: true })).toContain("+ line 39");
});

test("the names of many hosts are cut", () => {
  const common = task("/etc/a", "0644");
  const hosts = Array.from({ length: 12 }, (_, index) =>
    host(`w${index}`, index < 11 ? [common] : []),
  );
  expect(renderPlan(hosts, quiet)).toContain("w7 and 3 more:");
});
