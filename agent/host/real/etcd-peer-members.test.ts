import { expect, test } from "vitest";
import { parsePeerMembers } from "./etcd-peer-members.ts";

test("members of etcd are read with all bits of their ids, one without a name never started", () => {
  // As etcd 3.4 answered on a lab host whose second member's power went right after its vote.
  const text =
    '[{"id":2516863919997401704,"peerURLs":["https://10.77.0.12:2380"]},{"id":2677674080080550774,"peerURLs":["https://10.77.0.11:2380"],"name":"m1","clientURLs":["https://10.77.0.11:2379"]}]\n';
  expect(parsePeerMembers(text)).toEqual({
    kind: "ok",
    value: [
      { id: "22edb2667b713a68", name: "", peerUrls: ["https://10.77.0.12:2380"], isLearner: false },
      {
        id: "252902638f78db76",
        name: "m1",
        peerUrls: ["https://10.77.0.11:2380"],
        isLearner: false,
      },
    ],
  });
});

test("anything else tells nothing", () => {
  expect(parsePeerMembers("404 page not found")).toMatchObject({ kind: "unreachable" });
});
