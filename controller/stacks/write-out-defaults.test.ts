import { expect, test } from "vitest";
import type { JsonObject } from "../../shared/spec/node-spec.ts";
import { writeOutDefaults } from "./write-out-defaults.ts";

const service = (port: JsonObject): JsonObject => ({
  apiVersion: "v1",
  kind: "Service",
  spec: { ports: [port, { port: 53, protocol: "UDP" }] },
});

const deployment = (container: JsonObject): JsonObject => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  spec: { template: { spec: { containers: [{ name: "a", ...container }] } } },
});

test("ports of services and containers get the protocol that none means", () => {
  expect(writeOutDefaults(service({ port: 80 }))).toEqual(service({ port: 80, protocol: "TCP" }));
  expect(writeOutDefaults(deployment({ ports: [{ containerPort: 80 }] }))).toEqual(
    deployment({ ports: [{ containerPort: 80, protocol: "TCP" }] }),
  );
});

test("numbers of processors and bytes become text", () => {
  expect(writeOutDefaults(deployment({ resources: { limits: { cpu: 2 } } }))).toEqual(
    deployment({ resources: { limits: { cpu: "2" } } }),
  );
});

test("what other kinds mean by ports is theirs", () => {
  const gateway = { apiVersion: "web.test/v1", kind: "Service", spec: { ports: [{ port: 80 }] } };
  expect(writeOutDefaults(gateway)).toBe(gateway);
});
