import { describe, expect, test } from "vitest";
import { buildFilterRules } from "../../shared/firewall/build-filter-rules.ts";
import type { FilterRule } from "../../shared/firewall/filter-rules.ts";
import { renderTable, renderTableFile } from "../../shared/firewall/render-table.ts";
import { countReads } from "../../test/support/count-reads.ts";
import { filteredHosts, filteredWorker } from "../../test/support/filtered-hosts.ts";
import { bindTask } from "../engine/task.ts";
import {
  FIREWALL_RULES_PATH,
  GUARD_TIMER,
  GUARD_TIMER_PATH,
  PREVIOUS_PATH,
} from "../firewall/firewall-paths.ts";
import { FakeHost } from "../host/fake/fake-host.ts";
import { firewall } from "./firewall.ts";

const rules = buildFilterRules(filteredWorker);
const otherRules = buildFilterRules(filteredHosts["ingress-worker"] ?? filteredWorker);
const bound = bindTask(firewall, { ensure: "present", rules });
const boundOther = bindTask(firewall, { ensure: "present", rules: otherRules });
const absent = bindTask(firewall, { ensure: "absent" });

const hostWithNft = (): FakeHost => {
  const host = new FakeHost();
  host.machine.packages.set("nftables", { version: "1.0.6-2", held: false, configured: true });
  host.machine.files.makeDirectory("/etc/pharos/firewall", { mode: 0o755 });
  return host;
};

const converge = async (host: FakeHost, task: typeof bound) => {
  const changes = (await task.observe(host.reader))([]);
  await task.apply(host.bind(), changes);
  return changes;
};

const remaining = async (host: FakeHost, task: typeof bound) =>
  (await task.observe(host.reader))([]).map(({ field }) => field);

describe("new rules", () => {
  test("are kept, also for the boot, when somebody reaches the host through them", async () => {
    const host = hostWithNft();
    await converge(host, bound);
    expect(host.machine.filterTable).toBe(renderTable(rules));
    expect(host.machine.files.follow(FIREWALL_RULES_PATH)?.text).toBe(renderTableFile(rules));
    expect(await remaining(host, bound)).toEqual([]);
    expect(host.machine.files.follow(GUARD_TIMER_PATH)).toBeUndefined();
  });

  test("are loaded after the way back is armed, and kept before it is taken away", async () => {
    const host = hostWithNft();
    await converge(host, bound);
    const steps = host.machine.writes.filter((step) => !step.startsWith("units.reload"));
    const at = (step: string): number => steps.findIndex((one) => one.startsWith(step));
    expect(at(`units.restart ${GUARD_TIMER}`)).toBeGreaterThanOrEqual(0);
    expect(at("packetFilter.load")).toBeGreaterThan(at(`units.restart ${GUARD_TIMER}`));
    expect(at(`files.write ${FIREWALL_RULES_PATH}`)).toBeGreaterThan(at("packetFilter.load"));
    expect(at(`files.remove ${PREVIOUS_PATH}`)).toBeGreaterThan(
      at(`files.write ${FIREWALL_RULES_PATH}`),
    );
  });

  test("give way to those before when nobody reaches the host, and the guard goes", async () => {
    const host = hostWithNft();
    await converge(host, bound);
    host.machine.isReached = false;
    await expect(converge(host, boundOther)).rejects.toMatchObject({ code: "FIREWALL_UNREACHED" });
    expect(host.machine.filterTable).toBe(renderTable(rules));
    expect(host.machine.files.follow(FIREWALL_RULES_PATH)?.text).toBe(renderTableFile(rules));
    expect(host.machine.files.follow(GUARD_TIMER_PATH)).toBeUndefined();
    expect(await remaining(host, boundOther)).toEqual(["table"]);
  });

  test("leave a host without a firewall when nobody reaches it through its first one", async () => {
    const host = hostWithNft();
    host.machine.isReached = false;
    await expect(converge(host, bound)).rejects.toMatchObject({ code: "FIREWALL_UNREACHED" });
    expect(host.machine.filterTable).toBeUndefined();
  });

  test("that would shut a port of sshd are refused before anything is touched", async () => {
    const host = hostWithNft();
    host.machine.listeners = [{ protocol: "tcp", address: "0.0.0.0", port: 2200, program: "sshd" }];
    const before = host.machine.writes.length;
    await expect(converge(host, bound)).rejects.toMatchObject({ code: "FIREWALL_LOCKS_OUT" });
    expect(host.machine.writes).toHaveLength(before);
  });

  test("are not for drift to try", async () => {
    const host = hostWithNft();
    const { changes, left } = await bound.inspect(host.reader);
    expect(left.map(({ field, kind }) => [field, kind])).toEqual(
      changes.map(({ field }) => [field, "unproven"]),
    );
  });
});

describe("rules that were kept", () => {
  test("are put back at once, without anybody's proof", async () => {
    const host = hostWithNft();
    await converge(host, bound);
    host.machine.isReached = false;
    host.machine.filterTable = undefined;
    expect(await bound.inspect(host.reader)).toMatchObject({ left: [] });
    await converge(host, bound);
    expect(host.machine.filterTable).toBe(renderTable(rules));
  });

  test("are known again in the words of another release of nft", async () => {
    const host = hostWithNft();
    await converge(host, bound);
    const path = "/etc/pharos/firewall/confirmed.json";
    const record: unknown = JSON.parse(host.machine.files.follow(path)?.text ?? "{}");
    host.machine.files.seed(path, JSON.stringify(Object.assign({}, record, { listing: "other" })));
    host.machine.filterTable = "other";
    expect(await remaining(host, bound)).toEqual([]);
  });

  test("follow another list of members at once, by drift too", async () => {
    const host = hostWithNft();
    await converge(host, bound);
    const members = filteredWorker.firewall.members.slice(1);
    const fewer = buildFilterRules({
      ...filteredWorker,
      firewall: { ...filteredWorker.firewall, members },
    });
    const task = bindTask(firewall, { ensure: "present", rules: fewer });
    host.machine.isReached = false;
    expect(await task.inspect(host.reader)).toMatchObject({ changes: [{}], left: [] });
    await converge(host, task);
    expect(host.machine.filterTable).toBe(renderTable(fewer));
    expect(await remaining(host, task)).toEqual([]);
  });

  test("go to the boot again when their file was changed", async () => {
    const host = hostWithNft();
    await converge(host, bound);
    host.machine.files.seed(FIREWALL_RULES_PATH, "# mine\n");
    expect(await remaining(host, bound)).toEqual(["at boot"]);
    await converge(host, bound);
    expect(await remaining(host, bound)).toEqual([]);
  });
});

test("a trial that was cut off is cleared away", async () => {
  const host = hostWithNft();
  await converge(host, bound);
  host.machine.files.seed(GUARD_TIMER_PATH, "[Timer]\n");
  expect(await remaining(host, bound)).toEqual(["trial"]);
  await converge(host, bound);
  expect(await remaining(host, bound)).toEqual([]);
});

test("a firewall that is not wanted goes with all that was kept of it", async () => {
  const host = hostWithNft();
  await converge(host, bound);
  expect(await remaining(host, absent)).toEqual(["table", "at boot", "confirmed"]);
  await converge(host, absent);
  expect(await remaining(host, absent)).toEqual([]);
  expect(host.machine.filterTable).toBeUndefined();
});

test("a look goes through the members as often as the table names them, not more", async () => {
  const host = hostWithNft();
  await converge(host, bound);
  const members = rules.input.flatMap(({ match }) =>
    match.source?.name === "members" ? [match.source] : [],
  );
  const counted = countReads(members.slice(0, 1));
  const [source] = counted.items;
  const withCounted = (rule: FilterRule): FilterRule =>
    source !== undefined && rule.match.source?.name === "members"
      ? { ...rule, match: { ...rule.match, source } }
      : rule;
  const state = await firewall.check(host.reader, { ensure: "absent" });
  expect(
    firewall.diff(state, {
      ensure: "present",
      rules: {
        nodePorts: rules.nodePorts.map(withCounted),
        input: rules.input.map(withCounted),
      },
    }),
  ).toEqual([]);
  expect(counted.reads()).toBeLessThan(20);
});
