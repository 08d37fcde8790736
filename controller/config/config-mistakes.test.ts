import { describe, expect, test } from "vitest";
import { configWith, issuesOfText } from "../../test/support/load-config-text.ts";

const minimal = configWith("");

describe("one mistake gives one error with its place", () => {
  test.each([
    ["network: {provider: bridge}", "c:1:1 hosts is required"],
    ["network: {provider: bridge}\nhosts: []", "c:2:8 hosts must not be empty"],
    ["network: {provider: bridge}\nhosts: 5", "c:2:8 hosts must be a list, not a number"],
    ["network: {provider: bridge}\nhosts: [~]", "c:2:9 hosts[0] must be a mapping, not nothing"],
    ["- a", "c:1:1 cluster must be a mapping, not a list"],
    [configWith("  labels: [a]"), "c:5:11 hosts[0].labels must be a mapping, not a list"],
    [
      configWith("  ssh_port: '22'"),
      "c:5:13 hosts[0].ssh_port must be a number, not text (write 22, without quotes)",
    ],
    [configWith("  ssh_port: 70000"), "c:5:13 hosts[0].ssh_port must be at most 65535, not 70000"],
    [
      configWith("  ssh_port: 22.5"),
      "c:5:13 hosts[0].ssh_port must be a whole number, not a number",
    ],
    [
      configWith("kubelet: {read_only_port: yes}"),
      "c:5:27 kubelet.read_only_port must be true or false, not text (write true, without quotes)",
    ],
    [configWith("  usr: me"), "c:5:3 hosts[0].usr is not a known key (did you mean user?)"],
    [configWith("hosst: []"), "c:5:1 hosst is not a known key (did you mean hosts?)"],
    [
      configWith("  bastion: {adress: a}"),
      "c:5:13 hosts[0].bastion.adress is not a known key (did you mean address?)",
    ],
    [
      configWith("telemetry: {enabled: true}"),
      "c:5:1 telemetry is not a known key (pharosctl sends none; remove the key)",
    ],
    [
      configWith("addons: {kurde: {enabled: true}}"),
      "c:5:10 addons.kurde is not a known key (did you mean kured?)",
    ],
    [
      minimal.replace("master", "mater"),
      "c:4:9 hosts[0].role must be one of master, worker (did you mean master?)",
    ],
    [
      minimal.replace("  role: master\n", ""),
      "c:3:3 hosts[0].role is required (one of master, worker)",
    ],
    [minimal.replace("master", "worker"), "c:2:1 hosts has no master (give one host role: master)"],
    [
      minimal.replace("10.0.0.1", "10.0.0.256"),
      'c:3:12 hosts[0].address "10.0.0.256" is neither an IP address nor a host name',
    ],
    [
      minimal.replace("10.0.0.1", "me@host"),
      'c:3:12 hosts[0].address "me@host" is neither an IP address nor a host name (the user goes into the key user)',
    ],
    [
      minimal.replace("10.0.0.1", "-oProxyCommand=x"),
      'c:3:12 hosts[0].address "-oProxyCommand=x" is neither an IP address nor a host name',
    ],
    [configWith("  user: -l"), 'c:5:9 hosts[0].user "-l" is not a user name'],
    [
      configWith("  private_interface: -x"),
      'c:5:22 hosts[0].private_interface "-x" is not an interface name',
    ],
    [
      configWith("  labels: {kubernetes.io/hostname: x}"),
      'c:5:12 hosts[0].labels["kubernetes.io/hostname"] "kubernetes.io/hostname" is set by the kubelet itself (remove it)',
    ],
    [
      configWith("  taints: [{key: a}]"),
      "c:5:12 hosts[0].taints[0].effect is required (one of NoSchedule, PreferNoSchedule, NoExecute)",
    ],
    [configWith("  taints: a"), "c:5:11 hosts[0].taints must be a list, not text"],
    [
      configWith("  ssh_proxy_command: nc\n  bastion: {address: b}"),
      "c:5:3 hosts[0].ssh_proxy_command cannot be used together with bastion (to reach the bastion itself, use bastion.ssh_proxy_command)",
    ],
    [
      configWith("  environment: {A B: x}"),
      'c:5:17 hosts[0].environment["A B"] "A B" is not a variable name (letters, digits and _)',
    ],
    [
      configWith("name: Lab"),
      'c:5:7 name "Lab" is not a cluster name (up to 40 lower case letters, digits and -, beginning and ending with a letter or digit)',
    ],
    [
      configWith("- {address: 10.0.0.1, role: worker, private_address: 10.0.0.9}"),
      "c:5:13 hosts[1].address 10.0.0.1 port 22 is the address of hosts[0] already",
    ],
    [
      configWith("- {address: 10.0.0.2, private_address: 10.0.0.1, role: worker}"),
      "c:5:40 hosts[1].private_address 10.0.0.1 is the cluster address of hosts[0] already",
    ],
    [
      minimal.replace("10.0.0.1", "fd00::1") +
        "- {address: 'FD00:0::1', role: worker, private_address: 10.0.0.9}",
      "c:5:13 hosts[1].address fd00::1 port 22 is the address of hosts[0] already",
    ],
    [configWith("network: {}"), "c:5:1 network is given twice"],
    [
      configWith("kubernetes: {version: 1.19.4}"),
      "c:5:23 kubernetes.version Kubernetes 1.19 is not supported (supported: 1.20, 1.28, 1.29, 1.30, 1.31, 1.32, 1.33, 1.34, 1.35, 1.36)",
    ],
    [
      configWith("kubernetes: {version: latest}"),
      'c:5:23 kubernetes.version "latest" is not a version (such as 1.36.2)',
    ],
    [
      configWith("kubernetes: {version: 1.20.2}"),
      "c:5:23 kubernetes.version 1.20.2 is in no public package repository any more (name one that has it in repositories.kubernetes)",
    ],
    [
      configWith("kubernetes: {version: 1.30.1}\nkube_proxy: {mode: nftables}"),
      "c:6:20 kube_proxy.mode nftables needs Kubernetes 1.31, not 1.30",
    ],
    [
      configWith("kubelet: {extra_args: {network-plugin: cni}}"),
      "c:5:24 kubelet.extra_args.network-plugin --network-plugin of kubelet is gone since 1.24, and Kubernetes is 1.36.2 (remove it)",
    ],
    [
      configWith("kubelet: {extra_args: {--v: 3}}"),
      "c:5:24 kubelet.extra_args.--v begins with a dash (write v)",
    ],
    [
      configWith("kubelet: {extra_args: {kubeconfig: x}}"),
      "c:5:24 kubelet.extra_args.kubeconfig --kubeconfig is set by pharosctl (it follows from other keys; remove it)",
    ],
    [
      configWith("kubelet: {config: {cgroupDriver: systemd}}"),
      'c:5:20 kubelet.config.cgroupDriver "cgroupDriver" is set by pharosctl (use kubelet.cgroup_driver)',
    ],
    [
      configWith("drift: {interval: 5}"),
      'c:5:19 drift.interval "5" is not a duration (such as 30s, 5m, 1h30m or 7d)',
    ],
    [configWith("drift: {interval: 1s}"), 'c:5:19 drift.interval "1s" is shorter than 10s'],
    [
      configWith('maintenance: {windows: [{start: "22:00", end: "22:00"}]}'),
      "c:5:47 maintenance.windows[0].end is the same as start (a whole day is 00:00 to 23:59)",
    ],
    [
      configWith("maintenance: {windows: [{start: 24, end: '03:00'}]}"),
      'c:5:33 maintenance.windows[0].start "24" is not a time of day (such as "02:30" or "2pm")',
    ],
    [
      configWith("image_mirror: mirror:5000"),
      "c:5:15 image_mirror is not an http:// or https:// address",
    ],
    [
      configWith("image_mirror: {a: http://u:p@h}"),
      "c:5:19 image_mirror.a holds a user or password (credentials have keys of their own)",
    ],
    [configWith("image_mirror: 5"), "c:5:15 image_mirror must be text or a mapping, not a number"],
    [configWith("image_mirror: [5]"), "c:5:15 image_mirror must be text or a mapping, not a list"],
    [
      configWith("image_mirror: {a: {endpoint: http://h, credentials: {username: u}}}"),
      "c:5:53 image_mirror.a.credentials needs either password or password_file",
    ],
    [
      configWith("image_mirror: {a: {endpoint: http://h, ca: password}}"),
      "c:5:44 image_mirror.a.ca /work/password is no PEM certificate",
    ],
    [
      configWith("repositories: {kubernetes: {url: http://h/, key: gone}}"),
      "c:5:50 repositories.kubernetes.key /work/gone does not exist",
    ],
    [
      configWith("repositories: {kubernetes: {url: http://h/}}"),
      "c:5:16 repositories.kubernetes.key is required",
    ],
    [
      configWith("repositories: {kubernetes: {url: http://h/, key: keys/secret.asc}}"),
      "c:5:50 repositories.kubernetes.key /work/keys/secret.asc holds a private key",
    ],
    [
      configWith("repositories: {kubernetes: {url: http://h/, key: keys/binary.gpg}}"),
      "c:5:50 repositories.kubernetes.key /work/keys/binary.gpg is no armored public key (gpg --armor --export writes one)",
    ],
    [
      configWith("repositories: {kubernetes: {url: 'http://h/{mior}', key: keys/apt.asc}}"),
      "c:5:34 repositories.kubernetes.url holds {mior}, which stands for nothing (known: {minor}, {version}, {codename})",
    ],
    [
      configWith("repositories: {kubernetes: {url: http://h/, suite: main, key: keys/apt.asc}}"),
      "c:5:16 repositories.kubernetes.components must name what to take from the suite (such as [stable] or [main])",
    ],
    [
      configWith(
        "repositories: {additional: [{name: kubernetes, url: http://h/, key: keys/apt.asc}]}",
      ),
      'c:5:36 repositories.additional[0].name "kubernetes" is not a repository name (lower case letters, digits and -; kubernetes and container-runtime are keys of their own)',
    ],
    [
      configWith(
        "repositories:\n  additional:\n  - &r {name: a, url: http://h/, key: keys/apt.asc}\n  - {<<: *r, url: http://i/}",
      ),
      'c:7:15 repositories.additional[1].name "a" is the name of an earlier repository',
    ],
    [
      configWith("  host_key: MD5:00:11"),
      "c:5:13 hosts[0].host_key is not a fingerprint of the form SHA256:<43 characters> (`ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` on the host prints it)",
    ],
    [configWith("ssh: {parallel: 0}"), "c:5:17 ssh.parallel must be at least 1, not 0"],
  ])("%j", async (text, issue) => {
    expect(await issuesOfText(text)).toEqual([issue]);
  });

  test.each([
    [
      "service_cidr: 10.96.0.0",
      'network.service_cidr "10.96.0.0" is not a network in CIDR form (add the prefix length: 10.96.0.0/16)',
    ],
    [
      "service_cidr: 10.96.0.1/12",
      'network.service_cidr "10.96.0.1/12" is an address inside a network (the network is 10.96.0.0/12)',
    ],
    [
      "service_cidr: 10.0.0.0/8, pod_network_cidr: 172.16.0.0/16",
      'network.service_cidr "10.0.0.0/8" is too large for services (/12 is the largest)',
    ],
    [
      "service_cidr: 10.96.0.0/30",
      'network.service_cidr "10.96.0.0/30" is too small for services (/28 is the smallest)',
    ],
    ["dns_replicas: 2", "network.dns_replicas 2 is more than there are hosts (1)"],
    ["dns: {replicas: 0}", "network.dns.replicas must be at least 1, not 0"],
    [
      "dns_replicas: 1, dns: {replicas: 1}",
      "network.dns_replicas is given as network.dns.replicas too",
    ],
  ])("network: %s", async (keys, issue) => {
    const issues = await issuesOfText(
      minimal.replace("provider: bridge", `provider: bridge, ${keys}`),
    );
    expect(issues.map((text) => text.replace(/^c:1:\d+ /, ""))).toEqual([issue]);
  });

  test.each([
    [
      "pod_network_cidr: 10.96.0.0/16",
      "c:1:47 network.pod_network_cidr 10.96.0.0/16 overlaps network.service_cidr 10.96.0.0/12",
    ],
    [
      "pod_network_cidr: fd00::/48",
      "c:1:47 network.pod_network_cidr must be of the same family (IPv4 or IPv6) as network.service_cidr",
    ],
    [
      "pod_network_cidr: 10.0.0.0/16",
      "c:3:12 hosts[0].address 10.0.0.1 is inside network.pod_network_cidr 10.0.0.0/16 (choose another network for it)",
    ],
  ])("overlap: %s", async (keys, issue) => {
    expect(
      await issuesOfText(minimal.replace("provider: bridge", `provider: bridge, ${keys}`)),
    ).toEqual([issue]);
  });

  test("a pod network without room for every host is refused", async () => {
    const hosts = Array.from(
      { length: 5 },
      (_, index) => `- {address: 10.0.0.${index + 2}, role: worker}\n`,
    );
    const text = configWith(hosts.join("")).replace(
      "bridge}",
      "bridge, pod_network_cidr: 10.32.0.0/23}",
    );
    expect(await issuesOfText(text)).toEqual([
      "c:1:47 network.pod_network_cidr 10.32.0.0/23 has room for 4 hosts, each with a /25, not for 6",
    ]);
  });
});
