import { expect, test } from "vitest";
import { openMembers } from "../../controller/cluster/open-members.ts";
import { createRecordWriter } from "../../controller/events/event-writer.ts";
import { outputEventSchema } from "../../controller/events/output-event.ts";
import { readEvents } from "../../controller/events/read-events.ts";
import type { HostRecord } from "../../shared/spec/agent-event.ts";
import { collect } from "../support/collect.ts";
import { loadConfigText } from "../support/load-config-text.ts";
import { createLoopbackCluster, type LoopbackCluster } from "../support/loopback-cluster.ts";
import { loopbackYml } from "../support/loopback-yml.ts";

const M1 = "127.0.77.1";
const W1 = "127.0.77.11";

const yml = loopbackYml([M1], [W1]);

const readAll = async ({ home }: LoopbackCluster): Promise<readonly HostRecord[]> => {
  const signal = new AbortController().signal;
  const context = { home, clock: { nowMs: () => Date.now() }, signal };
  const cluster = await openMembers(context, await loadConfigText(yml));
  try {
    const request = { withinMs: undefined, fromMs: undefined, limit: 10_000, follow: false };
    return await collect(
      readEvents(cluster.members, request, {
        signal,
        sleep: async () => undefined,
        elapsedMs: () => performance.now(),
        onFailure: ({ error }) => {
          throw error;
        },
        onAway: () => undefined,
      }),
    );
  } finally {
    cluster.close();
  }
};

test("a cluster that was made tells what happened on its hosts, as the schema says", async () => {
  await using cluster = await createLoopbackCluster();
  const hosts = [cluster.addHost("m1", M1), cluster.addHost("w1", W1)];
  expect((await cluster.apply(yml)).failures).toEqual([]);
  await hosts[1]?.start();
  const records = await readAll(cluster);
  const types = new Set(records.map(({ event }) => event.type));
  expect([...types]).toEqual(
    expect.arrayContaining(["agent-started", "spec-accepted", "run-started", "task-changed"]),
  );
  const starts = records.flatMap(({ host, event }) =>
    event.type === "agent-started" && host === "w1" ? [event.after] : [],
  );
  expect(starts).toEqual(["first", "stop"]);
  const write = createRecordWriter("json", false);
  for (const record of records) {
    const line = await write(record);
    expect(outputEventSchema().parse(JSON.parse(line))).toEqual(JSON.parse(line));
  }
});
