import { expect, test } from "vitest";
import { agentUnreachableError, connectionLostError } from "../../shared/errors/rpc-errors.ts";
import type { EventRecord, WatchEventsRequest } from "../../shared/rpc/gen/event.ts";
import { eventServiceRoutes } from "../../shared/rpc/gen/event-service.ts";
import { toWireEventRecord } from "../../shared/spec/agent-event-wire.ts";
import { collect } from "../../test/support/collect.ts";
import { connectInMemory } from "../../test/support/in-memory-connection.ts";
import type { OpenedMember } from "../cluster/open-members.ts";
import { readEvents } from "./read-events.ts";

const record = (host: string, sequence: number, atMs: number): EventRecord =>
  toWireEventRecord({
    host,
    sequence,
    atMs,
    event: { type: "spec-accepted", generation: sequence },
  });

const memberOf = (name: string) => ({
  name,
  address: "192.0.2.1",
  privateAddress: "192.0.2.1",
  role: "worker" as const,
  state: "member" as const,
});

const viewer = { kind: "operator", name: "vera", role: "viewer", serial: "0" } as const;

const host = (
  name: string,
  answer: (request: WatchEventsRequest) => AsyncIterable<EventRecord>,
): OpenedMember => ({
  member: memberOf(name),
  connection: connectInMemory(eventServiceRoutes({ watchEvents: answer }), viewer),
});

const past = { withinMs: 5_000, fromMs: undefined, limit: 10, follow: false } as const;

const ports = () => {
  const told: string[] = [];
  return {
    told,
    signal: new AbortController().signal,
    sleep: async () => undefined,
    elapsedMs: () => 0,
    onFailure: (one: { readonly host: string }) => void told.push(`${one.host} failed`),
    onAway: (one: { readonly host: string }) => void told.push(`${one.host} away`),
  };
};

test("several hosts are told in the order of time, and one that does not answer by name", async () => {
  const world = ports();
  const m1 = host("m1", async function* () {
    yield record("m1", 1, 100);
    yield record("m1", 2, 300);
  });
  const w1 = host("w1", async function* () {
    yield record("w1", 1, 200);
  });
  const error = agentUnreachableError({ address: "192.0.2.3", reason: "off" });
  const seen = await collect(readEvents([m1, w1, { member: memberOf("w2"), error }], past, world));
  expect(seen.map((one) => [one.host, one.atMs])).toEqual([
    ["m1", 100],
    ["w1", 200],
    ["m1", 300],
  ]);
  expect(world.told).toEqual(["w2 failed"]);
});

test("a host that goes away while it is followed is waited for, and nothing is told twice", async () => {
  const world = ports();
  const requests: WatchEventsRequest[] = [];
  const stop = new AbortController();
  const m1 = host("m1", async function* (request) {
    requests.push(request);
    yield record("m1", 1, 100);
    if (requests.length === 1)
      throw connectionLostError({ address: "a", method: "b", reason: "c" });
    yield record("m1", 2, 100);
    stop.abort();
  });
  const seen = await collect(
    readEvents([m1], { ...past, follow: true }, { ...world, signal: stop.signal }),
  );
  expect(seen.map(({ sequence }) => sequence)).toEqual([1, 2]);
  expect(requests.map(({ withinMs, fromMs }) => [withinMs, fromMs])).toEqual([
    [5_000, undefined],
    [undefined, 100],
  ]);
  expect(world.told).toEqual(["m1 away"]);
});

test("what happens while a host is away is told, also when nothing had come before", async () => {
  const requests: WatchEventsRequest[] = [];
  const stop = new AbortController();
  let nowMs = 0;
  const m1 = host("m1", async function* (request) {
    requests.push(request);
    nowMs += 3_000;
    if (requests.length === 1)
      throw connectionLostError({ address: "a", method: "b", reason: "c" });
    yield record("m1", 1, 100);
    stop.abort();
  });
  const world = { ...ports(), elapsedMs: () => nowMs, signal: stop.signal };
  const request = { ...past, withinMs: undefined, limit: 0, follow: true };
  expect(await collect(readEvents([m1], request, world))).toHaveLength(1);
  expect(requests[1]).toMatchObject({ withinMs: 3_000, limit: 10_000 });
});
