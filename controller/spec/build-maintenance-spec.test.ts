import { expect, test } from "vitest";
import { loadConfigText } from "../../test/support/load-config-text.ts";
import { buildMaintenanceSpec } from "./build-maintenance-spec.ts";

const build = async (text: string, count = 30) => {
  const hosts = "hosts: [{address: 192.0.2.1, role: master}]\nnetwork: {provider: bridge}\n";
  const { config } = await loadConfigText(`${hosts}${text}`);
  return buildMaintenanceSpec(config, count);
};

test("nothing is done by itself unless it is asked for", async () => {
  expect(await build("")).toEqual({ windows: [], budget: 1 });
  expect(await build("addons: {kured: {enabled: false}}")).toEqual({ windows: [], budget: 1 });
});

test.each([
  ["1", 30, 1],
  ["10%", 30, 3],
  ["10%", 5, 1],
  ["100%", 5, 5],
  ["20", 5, 5],
])("concurrency %s of %i hosts is %i at a time", async (concurrency, hosts, budget) => {
  const text = `addons: {kured: {concurrency: ${concurrency}}}`;
  expect((await build(text, hosts)).budget).toBe(budget);
});

test("windows are minutes of days, and a window of the whole week is none", async () => {
  const kured =
    'addons: {kured: {reboot_days: [sat, sun], start_time: "22:00", end_time: "02:00"}}';
  expect((await build(kured)).reboots?.windows).toEqual([
    { days: [0, 6], startMinute: 1320, endMinute: 120, timeZone: "UTC" },
  ]);
  expect((await build("addons: {kured: {}}")).reboots?.windows).toEqual([]);
  const windows = 'maintenance: {windows: [{start: "00:00", end: "23:59", days: [mon]}]}';
  expect((await build(windows)).windows).toEqual([
    { days: [1], startMinute: 0, endMinute: 1440, timeZone: "UTC" },
  ]);
});

test("days and times as kured has them mean the same", async () => {
  const kured =
    'addons: {kured: {reboot_days: [sa, sunday, 6], start_time: "10pm", end_time: "02:00:00"}}';
  expect((await build(kured)).reboots?.windows).toEqual([
    { days: [0, 6], startMinute: 1320, endMinute: 120, timeZone: "UTC" },
  ]);
  const always = 'addons: {kured: {reboot_days: [su,mo,tu,we,th,fr,sa], end_time: "23:59:59"}}';
  expect((await build(always)).reboots?.windows).toEqual([]);
});

test("a kured of another name is one whose lock is honoured", async () => {
  expect((await build("addons: {kured: {}}")).reboots?.kuredLock).toBeUndefined();
  expect((await build("addons: {kured: {ds_namespace: ops}}")).reboots?.kuredLock).toEqual({
    namespace: "ops",
    name: "kured",
    annotation: "weave.works/kured-node-lock",
  });
});

test("upgrades come by an interval or a schedule, and may reboot as kured does by default", async () => {
  expect((await build("addons: {host-upgrades: {}}")).upgrades).toEqual({
    due: { kind: "interval", intervalMs: 7 * 86_400_000 },
    packages: "security",
  });
  const text =
    'addons: {host-upgrades: {schedule: "0 3 * * *", schedule_window: 2h, reboot: true}}';
  const { upgrades, reboots } = await build(text);
  expect(upgrades).toEqual({
    due: { kind: "cron", pattern: "0 3 * * *", timeZone: "UTC" },
    windowMs: 7_200_000,
    packages: "security",
  });
  expect(reboots).toMatchObject({ sentinel: "/var/run/reboot-required", drain: { enabled: true } });
  const undrained = "addons: {host-upgrades: {reboot: true, drain: false}}";
  expect((await build(undrained)).reboots?.drain.enabled).toBe(false);
});

test("durations are milliseconds, what is not said is absent", async () => {
  const { reboots } = await build("addons: {kured: {drain_timeout: 5m, lock_ttl: 0s}}");
  expect(reboots).toMatchObject({ lockTtlMs: 0, drain: { enabled: true, timeoutMs: 300_000 } });
  expect(reboots?.drain.gracePeriodSeconds).toBeUndefined();
  expect(reboots?.alerts).toBeUndefined();
});

test("a signal reboots a host where that is the method, and templates are kept as they are", async () => {
  const text = 'addons: {kured: {reboot_method: signal, message_template_reboot: "down: %s"}}';
  const { reboots } = await build(text);
  expect(reboots).toMatchObject({ rebootSignal: 39, rebootMessage: "down: %s" });
  const plain = (await build("addons: {kured: {reboot_signal: 5}}")).reboots;
  expect([plain?.rebootSignal, plain?.rebootMessage]).toEqual([undefined, undefined]);
});
