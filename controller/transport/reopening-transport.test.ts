import { expect, test } from "vitest";
import { hostServiceClient } from "../../shared/rpc/gen/host-service.ts";
import type { OpenTransport } from "../../shared/rpc/open-transport.ts";
import { createReopeningTransport } from "./reopening-transport.ts";

/** Transports that tell what happens to them; every call is answered by a failure that names it. */
const makeTransports = () => {
  const log: string[] = [];
  const ready = new Map<string, boolean>();
  const make = (name: string): OpenTransport => ({
    isReady: () => ready.get(name) ?? true,
    close: () => void log.push(`close ${name}`),
    transport: {
      unary: () => Promise.reject(new Error(`called ${name}`)),
      // oxlint-disable-next-line require-yield -- it fails at once
      serverStream: async function* () {
        throw new Error(`called ${name}`);
      },
    },
  });
  return { log, make, lose: (name: string) => ready.set(name, false) };
};

test("a connection that stands is used", async () => {
  const { make, log } = makeTransports();
  const reopening = createReopeningTransport(make("a"), async () => make("b"));
  await expect(
    hostServiceClient(reopening.transport).getHealth({ podNetwork: false }),
  ).rejects.toThrow("called a");
  reopening.close();
  expect(log).toEqual(["close a"]);
});

test("one that has gone is replaced once, for all calls that wait", async () => {
  const { make, lose, log } = makeTransports();
  const reopening = createReopeningTransport(make("a"), async () => make("b"));
  const { getHealth } = hostServiceClient(reopening.transport);
  lose("a");
  const outcomes = await Promise.allSettled([
    getHealth({ podNetwork: false }),
    getHealth({ podNetwork: false }),
  ]);
  expect(outcomes.map((one) => one.status === "rejected" && String(one.reason))).toEqual([
    "Error: called b",
    "Error: called b",
  ]);
  expect(log).toEqual(["close a"]);
});

test("what fails to open is tried again by the next call", async () => {
  const { make, lose } = makeTransports();
  const attempts = [async () => Promise.reject(new Error("away")), async () => make("b")];
  const reopening = createReopeningTransport(
    make("a"),
    () => attempts.shift()?.() ?? Promise.reject(new Error("too many")),
  );
  const { getHealth } = hostServiceClient(reopening.transport);
  lose("a");
  await expect(getHealth({ podNetwork: false })).rejects.toThrow("away");
  await expect(getHealth({ podNetwork: false })).rejects.toThrow("called b");
});

test("one that opens after the end is closed", async () => {
  const { make, lose, log } = makeTransports();
  const opening = Promise.withResolvers<OpenTransport>();
  const reopening = createReopeningTransport(make("a"), () => opening.promise);
  lose("a");
  const call = hostServiceClient(reopening.transport).getHealth({ podNetwork: false });
  reopening.close();
  opening.resolve(make("b"));
  await expect(call).rejects.toThrow("called b");
  expect(log).toContain("close b");
});
