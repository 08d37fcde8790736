import { describe, expect, test } from "vitest";
import { FakeHost } from "../host/fake/fake-host.ts";
import { taskOnHost } from "./task-on-host.fake.ts";
import type { UnitSpec } from "./unit-spec.ts";
import { unit } from "./unit.ts";

const UNIT = "x.service";
const PATH = `/etc/systemd/system/${UNIT}`;
const CONFIG = "/etc/x.conf";

const running: UnitSpec = {
  ensure: "running",
  unit: UNIT,
  restartOn: [{ ref: `file:${PATH}`, path: PATH }],
  reloadOn: [{ ref: `file:${CONFIG}`, path: CONFIG }],
  restartDisruption: { level: "restart", reason: "x restarts" },
};

const hostWithUnit = (): FakeHost => {
  const host = new FakeHost();
  host.machine.files.seed(PATH, "[Service]\n\n[Install]\n");
  host.machine.files.seed(CONFIG, "a\n");
  return host;
};

const started = async () => {
  const on = taskOnHost(unit, running, hostWithUnit());
  await on.apply();
  return on;
};

describe("a unit that is to run", () => {
  test("is enabled and started by one change, whether it is there yet or not", async () => {
    const missing = taskOnHost(unit, running);
    const { machine, apply, plan } = taskOnHost(unit, running, hostWithUnit());
    expect(await missing.plan([`file:${PATH}`])).toEqual(await plan());
    expect(await apply()).toEqual([{ field: "active", before: "no", after: "yes" }]);
    expect(machine.units.get(UNIT)?.active).toBe("active");
    expect(await plan()).toEqual([]);
  });

  test("is unmasked before it is started", async () => {
    const host = new FakeHost();
    host.machine.files.seed(`/usr/lib/systemd/system/${UNIT}`, "[Service]\n\n[Install]\n");
    host.machine.files.link(PATH, "/dev/null");
    const { apply, plan } = taskOnHost(unit, running, host);
    await apply();
    expect(await plan()).toEqual([]);
  });

  test("is enabled when somebody has disabled it", async () => {
    const { machine, apply, plan } = await started();
    machine.files.remove(`/etc/systemd/system/multi-user.target.wants/${UNIT}`);
    expect(await apply()).toEqual([{ field: "enabled", before: "no", after: "yes" }]);
    expect(await plan()).toEqual([]);
  });

  test("is restarted when what it read at its start has changed since, and names it", async () => {
    const { machine, apply, plan } = await started();
    machine.advance(1000);
    machine.files.seed(PATH, "[Service]\nNice=1\n\n[Install]\n");
    expect(await apply()).toEqual([{ field: "restart", after: "now", because: `file:${PATH}` }]);
    expect(machine.writes).toContain("units.reloadDaemon");
    expect(await plan()).toEqual([]);
  });

  test("is reloaded, not restarted, for what it can read again", async () => {
    const { machine, apply, plan } = await started();
    machine.advance(1000);
    machine.files.seed(CONFIG, "b\n");
    expect(await apply()).toEqual([{ field: "reload", after: "now", because: `file:${CONFIG}` }]);
    expect(machine.writes.at(-1)).toBe(`units.reload ${UNIT}`);
    expect(await plan()).toEqual([]);
  });

  test("is planned to restart once when files before it will change", async () => {
    const { plan } = await started();
    expect(await plan([`file:${CONFIG}`, `file:${PATH}`])).toEqual([
      { field: "restart", after: "now", because: `file:${PATH}` },
    ]);
    expect(await plan([`file:${CONFIG}`])).toEqual([
      { field: "reload", after: "now", because: `file:${CONFIG}` },
    ]);
  });

  test("disrupts when it restarts, not when it is started or reloaded", () => {
    const disruptionOf = (field: string) => unit.disruption?.([{ field }], running).level;
    expect(["restart", "active", "reload"].map(disruptionOf)).toEqual(["restart", "none", "none"]);
  });
});

describe("a unit that is to be stopped", () => {
  const stopped: UnitSpec = { ensure: "stopped", unit: UNIT, stoppedBy: ["cluster:joined"] };

  test("is disabled and stopped", async () => {
    const { host } = await started();
    const { apply, plan } = taskOnHost(unit, stopped, host);
    expect(await apply()).toEqual([
      { field: "active", before: "yes", after: "no" },
      { field: "enabled", before: "yes", after: "no" },
    ]);
    expect(await plan()).toEqual([]);
  });

  test("is planned as stopped already when a task before it will do that", async () => {
    const { host } = await started();
    const { plan } = taskOnHost(unit, stopped, host);
    expect(await plan(["cluster:joined"])).toEqual([
      { field: "enabled", before: "yes", after: "no" },
    ]);
  });

  test("is nothing to do when there is no such unit", async () => {
    expect(await taskOnHost(unit, stopped).plan()).toEqual([]);
  });
});

describe("a unit that is to be masked", () => {
  test("is masked before its package is there, and unmasked again", async () => {
    const { host, apply, plan } = taskOnHost(unit, { ensure: "masked", unit: UNIT });
    expect(await apply()).toEqual([{ field: "masked", before: "no", after: "yes" }]);
    expect(await plan()).toEqual([]);
    const back = taskOnHost(unit, { ensure: "unmasked", unit: UNIT }, host);
    expect(await back.apply()).toEqual([{ field: "masked", before: "yes", after: "no" }]);
    expect(await back.plan()).toEqual([]);
  });

  test("is left to its owner while it runs", async () => {
    const { host } = await started();
    expect(await taskOnHost(unit, { ensure: "masked", unit: UNIT }, host).plan()).toEqual([]);
  });
});
