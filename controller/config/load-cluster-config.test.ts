import { describe, expect, test } from "vitest";
import { configNotFound, configUnreadable } from "../../shared/errors/config-errors.ts";
import { configWith, issuesOfText, loadConfigText } from "../../test/support/load-config-text.ts";
import { renderIssue } from "./config-issue.ts";
import { type LoadedConfig, loadClusterConfig } from "./load-cluster-config.ts";

const minimal = configWith("");

describe("a good file", () => {
  test("has the documented defaults", async () => {
    const { config, warnings, file, source } = await loadConfigText(minimal);
    expect({ file, source, warnings }).toEqual({ file: "c", source: minimal, warnings: [] });
    expect(config).toEqual({
      hosts: [
        {
          address: "10.0.0.1",
          role: "master",
          user: "ubuntu",
          ssh_port: 22,
          labels: {},
          container_runtime: "containerd",
          environment: {},
        },
      ],
      kubernetes: { version: expect.stringMatching(/^1\.\d+\.\d+$/) },
      api: {},
      network: {
        provider: "bridge",
        service_cidr: "10.96.0.0/12",
        pod_network_cidr: "10.32.0.0/12",
        dns: { provider: "coredns" },
      },
      kube_proxy: { mode: "iptables", conntrack: {} },
      kubelet: { read_only_port: false, feature_gates: {}, config: {}, extra_args: {} },
      control_plane: {
        api_server: { extra_args: {} },
        controller_manager: { extra_args: {} },
        scheduler: { extra_args: {} },
        feature_gates: {},
      },
      container_runtime: { insecure_registries: [] },
      drift: { mode: "correct", interval: "5m" },
      maintenance: { windows: [] },
      ssh: { parallel: 32 },
    });
  });

  test("may write text as numbers and booleans, which stay as they are written", async () => {
    const { config } = await loadConfigText(
      configWith("  labels: {a: 1.10, b: true, c: 007}\nkubernetes: {version: 1.30}\n"),
    );
    expect(config.hosts[0]?.labels).toEqual({ a: "1.10", b: "true", c: "007" });
    expect(config.kubernetes.version).toMatch(/^1\.30\.\d+$/);
  });

  test("may take every value from the environment, numbers and booleans too", async () => {
    const text = configWith(
      "  ssh_port: ${PORT}\n  user: ${NAME:-ubuntu}\nkubelet:\n  read_only_port: ${OPEN}\n",
    );
    const { config } = await loadConfigText(text, { PORT: "2222", OPEN: "true" });
    expect(config.hosts[0]).toMatchObject({ ssh_port: 2222, user: "ubuntu" });
    expect(config.kubelet.read_only_port).toBe(true);
  });

  test("has paths that start at its folder, and contents of the files it names", async () => {
    const { config, contents } = await loadConfigText(
      configWith(`  ssh_key_path: ~/.ssh/id
repositories:
  kubernetes: {url: "http://mirror/v{minor}/", key: keys/apt.asc}
image_mirror:
  registry.k8s.io: {endpoint: "http://mirror:5000"}
`),
    );
    expect(config.hosts[0]?.ssh_key_path).toBe("/home/me/.ssh/id");
    expect(config.repositories?.kubernetes?.key).toBe("/work/keys/apt.asc");
    expect([...contents.keys()].toSorted()).toEqual(["/work/keys/apt.asc"]);
  });

  test("may name one mirror for all registries, or one each in short", async () => {
    const all = await loadConfigText(`${minimal}image_mirror: http://mirror:5000\n`);
    expect(all.config.image_mirror).toEqual({ _default: { endpoint: "http://mirror:5000" } });
    const each = await loadConfigText(
      `${minimal}image_mirror: {registry.k8s.io: "http://mirror:5000"}\n`,
    );
    expect(each.config.image_mirror).toEqual({
      "registry.k8s.io": { endpoint: "http://mirror:5000" },
    });
  });

  test("may list arguments as flags", async () => {
    const { config } = await loadConfigText(
      `${minimal}kubelet: {extra_args: ["--v=4", "--fail-swap-on", "--x=a=b"]}\n`,
    );
    expect(config.kubelet.extra_args).toEqual({ v: "4", "fail-swap-on": "true", x: "a=b" });
  });

  test("may switch off what is not there yet", async () => {
    const { config } = await loadConfigText(
      `${minimal}addons: {kured: {enabled: false}}\nmaintenance: {}\n`,
    );
    expect(config.addons?.kured).toMatchObject({ enabled: false });
  });

  test("is warned about an even number of masters and about a missing SSH key", async () => {
    const { warnings } = await loadConfigText(
      configWith("  ssh_key_path: gone\n- {address: 10.0.0.2, role: master}\n"),
    );
    expect(warnings.map((issue) => renderIssue("c", issue))).toEqual([
      "c:2:1 hosts has 2 masters, which survive no more failures than 1 (an odd number of masters is best)",
      "c:5:17 hosts[0].ssh_key_path /work/gone does not exist",
    ]);
  });
});

describe("several mistakes", () => {
  test("come all at once, in the order of the file", async () => {
    const text = `name: Lab
hosts:
  - {address: 10.0.0.1, roel: master}
  - address: 10.0.0.1
    role: worker
    user: \${NOBODY}
network:
  provider: bridge
  pod_network_cidr: 10.96.0.0/16
kubernets: {}
`;
    expect(
      (await issuesOfText(text)).map((issue) => issue.split(" ").slice(0, 2).join(" ")),
    ).toEqual([
      "c:1:7 name",
      "c:3:25 hosts[0].roel",
      "c:4:14 hosts[1].address",
      "c:6:11 hosts[1].user",
      "c:9:21 network.pod_network_cidr",
      "c:10:1 kubernets",
    ]);
  });

  test("are counted in the message", async () => {
    await expect(loadConfigText("hosts: 5\nnetwork: 5\n")).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      message: "c has 2 errors",
      fields: { file: "c", issues: 2 },
    });
  });
});

describe("a file", () => {
  const open = (read: () => Promise<string | undefined>): Promise<LoadedConfig> =>
    loadClusterConfig({
      from: { path: "sub/cluster.yml" },
      cwd: "/work",
      home: "/home/me",
      environment: {},
      files: { read, exists: async () => true, list: async () => undefined },
    });

  test("that is not there is named", async () => {
    const error: unknown = await open(async () => undefined).catch((thrown: unknown) => thrown);
    expect(configNotFound.is(error)).toBe(true);
  });

  test("that cannot be read is named with the reason", async () => {
    const error: unknown = await open(() => Promise.reject(new Error("EACCES"))).catch(
      (thrown: unknown) => thrown,
    );
    expect(configUnreadable.is(error)).toBe(true);
  });

  test("has paths relative to its own folder", async () => {
    const { config } = await open(async () => configWith("  ssh_key_path: id\n"));
    expect(config.hosts[0]?.ssh_key_path).toBe("/work/sub/id");
  });
});
