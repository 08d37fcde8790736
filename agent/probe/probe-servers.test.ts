import { expect, test } from "vitest";
import { probeServers } from "./probe-servers.ts";

test("what is no address is an answer, and no failure", async () => {
  const etcd = { endpoints: ["hello"], ca: "", certificate: "", key: "" };
  const answer = await probeServers({ etcd, urls: ["\u0010hello"] }, () => new Date(0));
  expect(answer.urls).toEqual([{ url: "\u0010hello", reason: "it is no address" }]);
  expect(answer.etcd).toMatchObject([
    { endpoint: "hello", verdict: "ETCD_VERDICT_UNREACHABLE", reason: "it is no address" },
  ]);
});
