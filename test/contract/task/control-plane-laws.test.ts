import { describe, expect, test } from "vitest";
import { FakeHost } from "../../../agent/host/fake/fake-host.ts";
import type { ControlPlaneSpec, NodeSpec } from "../../../shared/spec/node-spec.ts";
import type { ProfileName } from "../../../shared/spec/run.ts";
import { plainMaster } from "./example-specs.ts";
import { applyProfiles, planProfiles, visibleState } from "./run-profiles.ts";

const FOLDER = "/etc/pharos/control-plane";

const withControlPlane = (over: Partial<ControlPlaneSpec>): NodeSpec => ({
  ...plainMaster,
  kubernetes: {
    ...plainMaster.kubernetes,
    controlPlane: { ...plainMaster.kubernetes.controlPlane, ...over },
  },
});

const audited = (path: string): NodeSpec =>
  withControlPlane({
    apiServerExtraArgs: { "audit-policy-file": path },
    files: [{ path, content: { kind: "text", text: `# ${path}\n` } }],
    apiServerFolders: [{ path: FOLDER, writable: false }],
  });

const one = audited(`${FOLDER}/audit-policy-1.yaml`);
const two = audited(`${FOLDER}/audit-policy-2.yaml`);

const ALL: readonly ProfileName[] = ["host", "network", "control-plane"];
const CONTROL_PLANE: readonly ProfileName[] = ["control-plane"];

const runningMaster = async (spec: NodeSpec): Promise<FakeHost> => {
  const host = new FakeHost({ hostname: spec.host, address: spec.address });
  await applyProfiles(host, spec, ALL);
  return host;
};

describe("settings of a control plane that runs", () => {
  test("are there from the start", async () => {
    const host = await runningMaster(one);
    expect(await planProfiles(host, one, ALL)).toEqual([]);
  });

  test.each([
    { what: "are switched on", from: plainMaster, to: one },
    { what: "change with a file", from: one, to: two },
    { what: "are switched off", from: one, to: plainMaster },
  ])("$what as planned, and then there is nothing to do", async ({ from, to }) => {
    const host = await runningMaster(from);
    const plan = await planProfiles(host, to, CONTROL_PLANE);
    const { journal, failures } = await applyProfiles(host, to, CONTROL_PLANE);
    expect(failures).toEqual([]);
    expect(plan.map(({ task }) => task)).toContain("control-plane-settings:local");
    expect(journal.map(({ task }) => task)).toEqual(
      expect.arrayContaining(plan.map(({ task }) => task)),
    );
    expect(await planProfiles(host, to, ALL)).toEqual([]);
    const kept = to.kubernetes.controlPlane.files.map(({ path }) => path.slice(FOLDER.length + 1));
    expect((await host.reader.files.list(FOLDER)) ?? []).toEqual(kept);
  });

  test("that break the API server leave it as it was, with the files that it needs", async () => {
    const host = await runningMaster(one);
    host.machine.brokenFlags = ["--audit-policy-file=/etc/pharos/control-plane/audit-policy-2"];
    const { failures } = await applyProfiles(host, two, CONTROL_PLANE);
    expect(failures).toHaveLength(1);
    expect(await host.reader.files.list(FOLDER)).toContain("audit-policy-1.yaml");
    host.machine.brokenFlags = [];
    expect(await planProfiles(host, one, CONTROL_PLANE)).toEqual([
      {
        task: `leftovers:${FOLDER}`,
        changes: [{ field: "audit-policy-2.yaml", before: "present" }],
      },
    ]);
  });

  test("reach the same end when the agent dies after any write", async () => {
    const reference = await runningMaster(one);
    const before = reference.machine.writes.length;
    await applyProfiles(reference, two, CONTROL_PLANE);
    const count = reference.machine.writes.length - before;
    expect(count).toBeGreaterThan(4);
    for (let at = 1; at <= count; at += 1) {
      const host = await runningMaster(one);
      host.machine.faults.dieAt(host.machine.writes.length + at, "after");
      await applyProfiles(host, two, CONTROL_PLANE).catch(() => undefined);
      host.machine.faults.revive();
      const { failures } = await applyProfiles(host, two, CONTROL_PLANE);
      expect(failures, `killed at ${at}`).toEqual([]);
      expect(visibleState(host), `killed at ${at}`).toEqual(visibleState(reference));
    }
  });
});
