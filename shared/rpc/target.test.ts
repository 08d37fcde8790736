import { describe, expect, test } from "vitest";
import { renderTarget, toGrpcTarget } from "./target.ts";

describe("a target", () => {
  test.each([
    [{ address: "10.0.0.1", port: 7443 }, "ipv4:10.0.0.1:7443", "10.0.0.1:7443"],
    [{ address: "fd00::1", port: 7443 }, "ipv6:[fd00::1]:7443", "[fd00::1]:7443"],
    [{ address: "master.example", port: 7443 }, "dns:master.example:7443", "master.example:7443"],
    [{ socketPath: "/run/x.sock" }, "unix:/run/x.sock", "/run/x.sock"],
  ])("%o has its form for grpc-js and for people", (target, forGrpc, forPeople) => {
    expect([toGrpcTarget(target), renderTarget(target)]).toStrictEqual([forGrpc, forPeople]);
  });
});
