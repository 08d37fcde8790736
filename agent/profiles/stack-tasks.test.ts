import { beforeEach, describe, expect, test } from "vitest";
import { kubernetesKindUnknown } from "../../shared/errors/kubernetes-errors.ts";
import type { JsonObject, ObjectStack } from "../../shared/spec/node-spec.ts";
import { secretMissing } from "../../shared/errors/spec-errors.ts";
import { orderTasks } from "../engine/order.ts";
import { planTasks } from "../engine/plan-tasks.ts";
import { FakeCluster } from "../host/fake/fake-cluster.ts";
import type { FakeHost } from "../host/fake/fake-host.ts";
import { kubeadmPaths } from "../kubeadm/kubeadm-paths.ts";
import { preparedHost } from "../kubeadm/prepared-host.fake.ts";
import { stackTasks } from "./stack-tasks.ts";

const objectOf = (
  kind: string,
  name: string,
  rest: JsonObject = {},
  apiVersion = "v1",
): JsonObject => ({
  apiVersion,
  kind,
  ...rest,
  metadata: { name, namespace: "web", labels: { "pharosctl/stack": "web" } },
});

const stackOf = (...objects: readonly JsonObject[]): ObjectStack => ({
  name: "web",
  objects: objects.map((object) => ({ object })),
});

const settings = objectOf("ConfigMap", "settings", { data: { mode: "a" } });
const server = objectOf("Deployment", "server", { spec: { replicas: 1 } }, "apps/v1");
const settingsPath = "/api/v1/namespaces/web/configmaps/settings";

let host: FakeHost;

beforeEach(() => {
  const cluster = new FakeCluster();
  cluster.apiServers.add("m1");
  host = preparedHost("m1", cluster);
  host.machine.files.seed(kubeadmPaths.adminConf, "admin");
});

const tasksFor = (stacks: readonly ObjectStack[]) =>
  stackTasks({ nodes: [], storedConfiguration: "", stacks });

const plan = async (...stacks: readonly ObjectStack[]) => {
  const tasks = tasksFor(stacks);
  const { tasks: planned } = await planTasks("m1", host.reader, [{ profile: "cluster", tasks }]);
  return planned.map(({ id, changes }) => [id, ...changes.map(({ field }) => field)]);
};

const apply = async (...stacks: readonly ObjectStack[]): Promise<void> => {
  for (const { task } of orderTasks(tasksFor(stacks))) {
    const changes = (await task.observe(host.reader))([]);
    if (changes.length > 0) await task.apply(host.bind(), changes);
    host.machine.advance(task.settle.limitMs);
  }
};

describe("a stack", () => {
  test("is written down, applied and waited for, and then nothing differs", async () => {
    expect(await plan(stackOf(settings, server))).toEqual([
      ["stack-record:web", "web/ConfigMap/settings", "web/Deployment/server"],
      ["kubernetes-object:web/ConfigMap/settings", "object"],
      ["kubernetes-object:web/Deployment/server", "object"],
      ["stack-workloads:web", "web/Deployment/server"],
    ]);
    await apply(stackOf(settings, server));
    expect(await plan(stackOf(settings, server))).toEqual([]);
  });

  test("is planned the same before there is a cluster", async () => {
    const before = await plan(stackOf(settings, server));
    host = preparedHost("m1");
    expect(await plan(stackOf(settings, server))).toEqual(before);
  });

  test("shows the fields that somebody changed", async () => {
    await apply(stackOf(settings));
    host.machine.cluster.patch(settingsPath, { data: { mode: "b" } });
    expect(await plan(stackOf(settings))).toEqual([
      ["kubernetes-object:web/ConfigMap/settings", "data.mode"],
    ]);
  });

  test("loses what it has no more", async () => {
    await apply(stackOf(settings, server));
    expect(await plan(stackOf(server))).toEqual([
      ["stack-leftovers:all", "web/ConfigMap/settings"],
    ]);
    await apply(stackOf(server));
    expect(host.machine.cluster.get(settingsPath)).toEqual({ kind: "not-found" });
    expect(await plan(stackOf(server))).toEqual([]);
  });

  test("goes as a whole, with its record", async () => {
    await apply(stackOf(settings));
    expect(await plan()).toEqual([["stack-leftovers:all", "web/ConfigMap/settings", "stack web"]]);
    await apply();
    expect(await plan()).toEqual([]);
  });

  test("leaves an object alone that somebody took over", async () => {
    await apply(stackOf(settings));
    host.machine.cluster.patch(settingsPath, { metadata: { labels: { "pharosctl/stack": null } } });
    await apply();
    expect(host.machine.cluster.get(settingsPath)).toMatchObject({ kind: "ok" });
  });

  test("keeps an object that has moved to another stack", async () => {
    await apply(stackOf(settings));
    const other = { name: "other", objects: [{ object: settings }] };
    await apply(other);
    expect(host.machine.cluster.get(settingsPath)).toMatchObject({ kind: "ok" });
  });
});

describe("a kind that is not Kubernetes' own", () => {
  const route = objectOf("Route", "home", {}, "web.test/v1");
  const definition = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "routes.web.test" },
    spec: { group: "web.test", names: { kind: "Route", plural: "routes" }, scope: "Namespaced" },
  };

  test("comes after its definition, wherever that stands", () => {
    const ids = orderTasks(tasksFor([stackOf(route, definition)])).map(({ task }) => task.id);
    expect(ids).toEqual([
      "stack-record:web",
      "kubernetes-object:/CustomResourceDefinition/routes.web.test",
      "kubernetes-object:web/Route.web.test/home",
      "stack-leftovers:all",
    ]);
  });

  test("is found where its definition says", async () => {
    await apply(stackOf(definition, route));
    const path = "/apis/web.test/v1/namespaces/web/routes/home";
    expect(host.machine.cluster.get(path)).toMatchObject({ kind: "ok" });
  });

  test("is an error of its own where nobody defines it", async () => {
    await expect(apply(stackOf(route))).rejects.toSatisfy(kubernetesKindUnknown.is);
  });
});

describe("a Secret", () => {
  const secretPath = "/api/v1/namespaces/web/secrets/till";
  const till = (hash: string): ObjectStack => ({
    name: "web",
    objects: [
      {
        object: objectOf("Secret", "till"),
        secrets: [
          { key: "made", from: { kind: "generated", bytes: 4 } },
          { key: "given", from: { kind: "stored", ref: { name: "stack-1", hash } } },
        ],
      },
    ],
  });

  test("gets its values from the host and from the cluster itself, and keeps them", async () => {
    host.machine.files.seed("/var/lib/pharos/secrets/stack-1", "b3Blbg==");
    await apply(till("h1"));
    const first = host.machine.cluster.get(secretPath);
    expect(first).toMatchObject({
      object: { data: { given: "b3Blbg==", made: expect.stringMatching(/^[\w+/=]{12}$/) } },
    });
    expect(await plan(till("h1"))).toEqual([]);
    await apply(till("h2"));
    expect(host.machine.cluster.get(secretPath)).toMatchObject({
      object: { data: first.kind === "ok" ? first.object["data"] : {} },
    });
  });

  test("whose value is a new one is a change that does not show it", async () => {
    host.machine.files.seed("/var/lib/pharos/secrets/stack-1", "b3Blbg==");
    await apply(till("h1"));
    expect(await plan(till("h2"))).toEqual([
      ["kubernetes-object:web/Secret/till", "metadata.annotations.pharosctl/secret-hashes"],
    ]);
  });

  test("that the host was not given is an error of its own", async () => {
    await expect(apply(till("h1"))).rejects.toSatisfy(secretMissing.is);
  });
});
