import { describe, expect, test } from "vitest";
import { configInvalid, configNotFound, configUnreadable } from "../../shared/errors/config-errors.ts";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import { ConfigIssues, renderIssue } from "./config-issue.ts";
import { type LoadedConfig, loadClusterConfig } from "./load-cluster-config.ts";

const armored = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n…\n-----END PGP PUBLIC KEY BLOCK-----\n";

const localFiles: Readonly<Record<string, string>> = {
  "/work/keys/apt.asc": armored,
  "/work/keys/secret.asc": "-----BEGIN PGP PRIVATE KEY BLOCK-----\n",
  "/work/keys/binary.gpg": "\u0001\u0002",
  "/work/password": "s3cret\n",
  "/work/empty": "\n",
  "/home/me/.ssh/id": "key",
};

const load = (text: string, environment: Readonly<Record<string, string>> = {}): Promise<LoadedConfig> =>
  loadClusterConfig({
    from: { name: "c", text },
    cwd: "/work",
    home: "/home/me",
    environment,
    files: {
      read: async (path) => localFiles[path],
      exists: async (path) => localFiles[path] !== undefined,
    },
  });

const issuesOf = async (text: string): Promise<readonly string[]> => {
  const error: unknown = await load(text).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(configInvalid.is(error)).toBe(true);
  const { cause } = toPharosError(error);
  return cause instanceof ConfigIssues ? cause.issues.map((issue) => renderIssue(cause.file, issue)) : [];
};

/** A good file in which one line can be put at the end of the only host, or after everything. */
const withHost = (lines: string): string =>
  `network: {provider: bridge}\nhosts:\n- address: 10.0.0.1\n  role: master\n${lines}`;
const minimal = withHost("");

describe("a good file", () => {
  test("has the documented defaults", async () => {
    const { config, warnings, file, source } = await load(minimal);
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
    const { config } = await load(withHost("  labels: {a: 1.10, b: true, c: 007}\nkubernetes: {version: 1.30}\n"));
    expect(config.hosts[0]?.labels).toEqual({ a: "1.10", b: "true", c: "007" });
    expect(config.kubernetes.version).toMatch(/^1\.30\.\d+$/);
  });

  test("may take every value from the environment, numbers and booleans too", async () => {
    const text = withHost("  ssh_port: ${PORT}\n  user: ${NAME:-ubuntu}\nkubelet:\n  read_only_port: ${OPEN}\n");
    const { config } = await load(text, { PORT: "2222", OPEN: "true" });
    expect(config.hosts[0]).toMatchObject({ ssh_port: 2222, user: "ubuntu" });
    expect(config.kubelet.read_only_port).toBe(true);
  });

  test("has paths that start at its folder, and contents of the files it names", async () => {
    const { config, contents } = await load(
      withHost(`  ssh_key_path: ~/.ssh/id
repositories:
  kubernetes: {url: "http://mirror/v{minor}/", key: keys/apt.asc}
image_mirror:
  registry.k8s.io: {endpoint: "http://mirror:5000", credentials: {username: me, password_file: ./password}}
`),
    );
    expect(config.hosts[0]?.ssh_key_path).toBe("/home/me/.ssh/id");
    expect(config.repositories?.kubernetes?.key).toBe("/work/keys/apt.asc");
    expect([...contents.keys()].toSorted()).toEqual(["/work/keys/apt.asc", "/work/password"]);
  });

  test("may name one mirror for all registries, or one each in short", async () => {
    const all = await load(`${minimal}image_mirror: http://mirror:5000\n`);
    expect(all.config.image_mirror).toEqual({ _default: { endpoint: "http://mirror:5000" } });
    const each = await load(`${minimal}image_mirror: {registry.k8s.io: "http://mirror:5000"}\n`);
    expect(each.config.image_mirror).toEqual({ "registry.k8s.io": { endpoint: "http://mirror:5000" } });
  });

  test("may list arguments as flags", async () => {
    const { config } = await load(`${minimal}kubelet: {extra_args: ["--v=4", "--fail-swap-on", "--x=a=b"]}\n`);
    expect(config.kubelet.extra_args).toEqual({ v: "4", "fail-swap-on": "true", x: "a=b" });
  });

  test("may switch off what is not there yet", async () => {
    const { config } = await load(`${minimal}addons: {kured: {enabled: false}}\nmaintenance: {}\n`);
    expect(config.addons).toEqual({ kured: { enabled: false } });
  });

  test("is warned about an even number of masters and about a missing SSH key", async () => {
    const { warnings } = await load(withHost("  ssh_key_path: gone\n- {address: 10.0.0.2, role: master}\n"));
    expect(warnings.map((issue) => renderIssue("c", issue))).toEqual([
      "c:2:1 hosts has 2 masters, which survive no more failures than 1 (an odd number of masters is best)",
      "c:5:17 hosts[0].ssh_key_path /work/gone does not exist",
    ]);
  });
});

describe("one mistake gives one error with its place", () => {
  test.each([
    ["network: {provider: bridge}", "c:1:1 hosts is required"],
    ["network: {provider: bridge}\nhosts: []", "c:2:8 hosts must not be empty"],
    ["network: {provider: bridge}\nhosts: 5", "c:2:8 hosts must be a list, not a number"],
    ["network: {provider: bridge}\nhosts: [~]", "c:2:9 hosts[0] must be a mapping, not nothing"],
    ["- a", "c:1:1 cluster must be a mapping, not a list"],
    [withHost("  labels: [a]"), "c:5:11 hosts[0].labels must be a mapping, not a list"],
    [withHost("  ssh_port: '22'"), "c:5:13 hosts[0].ssh_port must be a number, not text (write 22, without quotes)"],
    [withHost("  ssh_port: 70000"), "c:5:13 hosts[0].ssh_port must be at most 65535, not 70000"],
    [withHost("  ssh_port: 22.5"), "c:5:13 hosts[0].ssh_port must be a whole number, not a number"],
    [withHost("kubelet: {read_only_port: yes}"), "c:5:27 kubelet.read_only_port must be true or false, not text (write true, without quotes)"],
    [withHost("  usr: me"), "c:5:3 hosts[0].usr is not a known key (did you mean user?)"],
    [withHost("hosst: []"), "c:5:1 hosst is not a known key (did you mean hosts?)"],
    [withHost("  bastion: {adress: a}"), "c:5:13 hosts[0].bastion.adress is not a known key (did you mean address?)"],
    [withHost("telemetry: {enabled: true}"), "c:5:1 telemetry is not a known key (pharosctl sends none; remove the key)"],
    [withHost("addons: {kurde: {enabled: true}}"), "c:5:10 addons.kurde is not a known key (did you mean kured?)"],
    [minimal.replace("master", "mater"), "c:4:9 hosts[0].role must be one of master, worker (did you mean master?)"],
    [minimal.replace("  role: master\n", ""), "c:3:3 hosts[0].role is required (one of master, worker)"],
    [minimal.replace("master", "worker"), "c:2:1 hosts has no master (give one host role: master)"],
    [minimal.replace("10.0.0.1", "10.0.0.256"), 'c:3:12 hosts[0].address "10.0.0.256" is neither an IP address nor a host name'],
    [minimal.replace("10.0.0.1", "me@host"), 'c:3:12 hosts[0].address "me@host" is neither an IP address nor a host name (the user goes into the key user)'],
    [minimal.replace("10.0.0.1", "-oProxyCommand=x"), 'c:3:12 hosts[0].address "-oProxyCommand=x" is neither an IP address nor a host name'],
    [withHost("  user: -l"), 'c:5:9 hosts[0].user "-l" is not a user name'],
    [withHost("  private_interface: -x"), 'c:5:22 hosts[0].private_interface "-x" is not an interface name'],
    [withHost("  labels: {kubernetes.io/hostname: x}"), 'c:5:12 hosts[0].labels["kubernetes.io/hostname"] "kubernetes.io/hostname" is set by the kubelet itself (remove it)'],
    [withHost("  taints: [{key: a}]"), "c:5:12 hosts[0].taints[0].effect is required (one of NoSchedule, PreferNoSchedule, NoExecute)"],
    [withHost("  taints: a"), "c:5:11 hosts[0].taints must be a list, not text"],
    [withHost("  ssh_proxy_command: nc\n  bastion: {address: b}"), "c:5:3 hosts[0].ssh_proxy_command cannot be used together with bastion (to reach the bastion itself, use bastion.ssh_proxy_command)"],
    [withHost("  environment: {A B: x}"), 'c:5:17 hosts[0].environment["A B"] "A B" is not a variable name (letters, digits and _)'],
    [withHost("name: Lab"), 'c:5:7 name "Lab" is not a cluster name (up to 40 lower case letters, digits and -, beginning and ending with a letter or digit)'],
    [withHost("- {address: 10.0.0.1, role: worker, private_address: 10.0.0.9}"), "c:5:13 hosts[1].address 10.0.0.1 port 22 is the address of hosts[0] already"],
    [withHost("- {address: 10.0.0.2, private_address: 10.0.0.1, role: worker}"), "c:5:40 hosts[1].private_address 10.0.0.1 is the cluster address of hosts[0] already"],
    [minimal.replace("10.0.0.1", "fd00::1") + "- {address: 'FD00:0::1', role: worker, private_address: 10.0.0.9}", "c:5:13 hosts[1].address fd00::1 port 22 is the address of hosts[0] already"],
    [withHost("network: {}"), "c:5:1 network is given twice"],
    [withHost("kubernetes: {version: 1.19.4}"), "c:5:23 kubernetes.version Kubernetes 1.19 is not supported (supported: 1.20, 1.28, 1.29, 1.30, 1.31, 1.32, 1.33, 1.34, 1.35, 1.36)"],
    [withHost("kubernetes: {version: latest}"), 'c:5:23 kubernetes.version "latest" is not a version (such as 1.36.2)'],
    [withHost("kubernetes: {version: 1.20.2}"), "c:5:23 kubernetes.version 1.20.2 is in no public package repository any more (name one that has it in repositories.kubernetes)"],
    [withHost("kubernetes: {version: 1.30.1}\nkube_proxy: {mode: nftables}"), "c:6:20 kube_proxy.mode nftables needs Kubernetes 1.31, not 1.30"],
    [withHost("kubelet: {extra_args: {network-plugin: cni}}"), "c:5:24 kubelet.extra_args.network-plugin --network-plugin of kubelet is gone since 1.24, and Kubernetes is 1.36.2 (remove it)"],
    [withHost("kubelet: {extra_args: {--v: 3}}"), "c:5:24 kubelet.extra_args.--v begins with a dash (write v)"],
    [withHost("kubelet: {extra_args: {kubeconfig: x}}"), "c:5:24 kubelet.extra_args.kubeconfig --kubeconfig is set by pharosctl (it follows from other keys; remove it)"],
    [withHost("kubelet: {config: {cgroupDriver: systemd}}"), 'c:5:20 kubelet.config.cgroupDriver "cgroupDriver" is set by pharosctl (use kubelet.cgroup_driver)'],
    [withHost("drift: {interval: 5}"), 'c:5:19 drift.interval "5" is not a duration (such as 30s, 5m, 1h30m or 7d)'],
    [withHost("drift: {interval: 1s}"), 'c:5:19 drift.interval "1s" is shorter than 10s'],
    [withHost('maintenance: {windows: [{start: "22:00", end: "22:00"}]}'), "c:5:47 maintenance.windows[0].end is the same as start (a whole day is 00:00 to 23:59)"],
    [withHost("maintenance: {windows: [{start: 2, end: '03:00'}]}"), 'c:5:33 maintenance.windows[0].start "2" is not a time of day (such as "02:30")'],
    [withHost("image_mirror: mirror:5000"), "c:5:15 image_mirror is not an http:// or https:// address"],
    [withHost("image_mirror: {a: http://u:p@h}"), "c:5:19 image_mirror.a holds a user or password (credentials have keys of their own)"],
    [withHost("image_mirror: 5"), "c:5:15 image_mirror must be text or a mapping, not a number"],
    [withHost("image_mirror: [5]"), "c:5:15 image_mirror must be text or a mapping, not a list"],
    [withHost("image_mirror: {a: {endpoint: http://h, credentials: {username: u}}}"), "c:5:53 image_mirror.a.credentials needs either password or password_file"],
    [withHost("image_mirror: {a: {endpoint: http://h, credentials: {username: u, password_file: empty}}}"), "c:5:82 image_mirror.a.credentials.password_file /work/empty is empty"],
    [withHost("image_mirror: {a: {endpoint: http://h, ca: password}}"), "c:5:44 image_mirror.a.ca /work/password is no PEM certificate"],
    [withHost("repositories: {kubernetes: {url: http://h/, key: gone}}"), "c:5:50 repositories.kubernetes.key /work/gone does not exist"],
    [withHost("repositories: {kubernetes: {url: http://h/}}"), "c:5:16 repositories.kubernetes.key is required"],
    [withHost("repositories: {kubernetes: {url: http://h/, key: keys/secret.asc}}"), "c:5:50 repositories.kubernetes.key /work/keys/secret.asc holds a private key"],
    [withHost("repositories: {kubernetes: {url: http://h/, key: keys/binary.gpg}}"), "c:5:50 repositories.kubernetes.key /work/keys/binary.gpg is no armored public key (gpg --armor --export writes one)"],
    [withHost("repositories: {kubernetes: {url: 'http://h/{mior}', key: keys/apt.asc}}"), "c:5:34 repositories.kubernetes.url holds {mior}, which stands for nothing (known: {minor}, {version}, {codename})"],
    [withHost("repositories: {kubernetes: {url: http://h/, suite: main, key: keys/apt.asc}}"), "c:5:16 repositories.kubernetes.components must name what to take from the suite (such as [stable] or [main])"],
    [withHost("  host_key: MD5:00:11"), "c:5:13 hosts[0].host_key is not a fingerprint of the form SHA256:<43 characters> (`ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` on the host prints it)"],
    [withHost("ssh: {parallel: 0}"), "c:5:17 ssh.parallel must be at least 1, not 0"],
  ])("%j", async (text, issue) => {
    expect(await issuesOf(text)).toEqual([issue]);
  });

  test.each([
    ["service_cidr: 10.96.0.0", 'network.service_cidr "10.96.0.0" is not a network in CIDR form (add the prefix length: 10.96.0.0/16)'],
    ["service_cidr: 10.96.0.1/12", 'network.service_cidr "10.96.0.1/12" is an address inside a network (the network is 10.96.0.0/12)'],
    ["service_cidr: 10.0.0.0/8, pod_network_cidr: 172.16.0.0/16", 'network.service_cidr "10.0.0.0/8" is too large for services (/12 is the largest)'],
    ["service_cidr: 10.96.0.0/30", 'network.service_cidr "10.96.0.0/30" is too small for services (/28 is the smallest)'],
    ["dns_replicas: 2", "network.dns_replicas 2 is more than there are hosts (1)"],
    ["dns: {replicas: 0}", "network.dns.replicas must be at least 1, not 0"],
    ["dns_replicas: 1, dns: {replicas: 1}", "network.dns_replicas is given as network.dns.replicas too"],
  ])("network: %s", async (keys, issue) => {
    const issues = await issuesOf(minimal.replace("provider: bridge", `provider: bridge, ${keys}`));
    expect(issues.map((text) => text.replace(/^c:1:\d+ /, ""))).toEqual([issue]);
  });

  test.each([
    ["pod_network_cidr: 10.96.0.0/16", "c:1:47 network.pod_network_cidr 10.96.0.0/16 overlaps network.service_cidr 10.96.0.0/12"],
    ["pod_network_cidr: fd00::/48", "c:1:47 network.pod_network_cidr must be of the same family (IPv4 or IPv6) as network.service_cidr"],
    ["pod_network_cidr: 10.0.0.0/16", "c:3:12 hosts[0].address 10.0.0.1 is inside network.pod_network_cidr 10.0.0.0/16 (choose another network for it)"],
  ])("overlap: %s", async (keys, issue) => {
    expect(await issuesOf(minimal.replace("provider: bridge", `provider: bridge, ${keys}`))).toEqual([issue]);
  });

  test("a pod network without room for every host is refused", async () => {
    const hosts = Array.from({ length: 5 }, (_, index) => `- {address: 10.0.0.${index + 2}, role: worker}\n`);
    const text = withHost(hosts.join("")).replace("bridge}", "bridge, pod_network_cidr: 10.32.0.0/23}");
    expect(await issuesOf(text)).toEqual([
      "c:1:47 network.pod_network_cidr 10.32.0.0/23 has room for 4 hosts, each with a /25, not for 6",
    ]);
  });
});

describe("what this version does not run", () => {
  test.each([
    ["network: {provider: weave}", '"weave" is'],
    ["network: {provider: custom, custom: {manifest_path: x}}", '"custom" is'],
    ["hosts: [{address: a, role: master, container_runtime: docker}]", '"docker" is'],
    ["hosts: [{address: a, role: master, container_runtime: cri-o}]", '"cri-o" is'],
    ["etcd: {endpoints: [https://a:2379]}", "is"],
    ["addons: {kured: {}}", "is"],
    ["audit: {server: http://a}", "is"],
    ["authentication: {}", "is"],
    ["cloud: {provider: aws}", "is"],
    ["admission_plugins: []", "is"],
    ["secrets_encryption: {enabled: true}", "is"],
    ["charts: []", "is"],
    ["bundle: x", "is"],
    ["manifests: [a.yml]", "is"],
    ["network: {firewall: {enabled: true}}", "is"],
    ["network: {trusted_subnets: []}", "is"],
  ])("%s is refused, not ignored", async (text, subject) => {
    expect(await issuesOf(text)).toContainEqual(
      expect.stringContaining(` ${subject} not supported by this version yet (`),
    );
  });

  test("the default provider is refused at the network key, with what to set", async () => {
    expect(await issuesOf("hosts: [{address: a, role: master}]\nnetwork: {}\n")).toEqual([
      'c:2:1 network.provider "weave" (the default) is not supported by this version yet (set network.provider: bridge, for hosts on one segment)',
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
    expect((await issuesOf(text)).map((issue) => issue.split(" ").slice(0, 2).join(" "))).toEqual([
      "c:1:7 name",
      "c:3:25 hosts[0].roel",
      "c:4:14 hosts[1].address",
      "c:6:11 hosts[1].user",
      "c:9:21 network.pod_network_cidr",
      "c:10:1 kubernets",
    ]);
  });

  test("are counted in the message", async () => {
    await expect(load("hosts: 5\nnetwork: 5\n")).rejects.toMatchObject({
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
      files: { read, exists: async () => true },
    });

  test("that is not there is named", async () => {
    const error: unknown = await open(async () => undefined).catch((thrown: unknown) => thrown);
    expect(configNotFound.is(error)).toBe(true);
  });

  test("that cannot be read is named with the reason", async () => {
    const error: unknown = await open(() => Promise.reject(new Error("EACCES"))).catch((thrown: unknown) => thrown);
    expect(configUnreadable.is(error)).toBe(true);
  });

  test("has paths relative to its own folder", async () => {
    const { config } = await open(async () => withHost("  ssh_key_path: id\n"));
    expect(config.hosts[0]?.ssh_key_path).toBe("/work/sub/id");
  });
});
