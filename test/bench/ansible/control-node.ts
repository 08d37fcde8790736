import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, open, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import type { Lab } from "../../lab/lab.ts";
import { runChecked } from "../../lab/run-command.ts";

const FOLDER = "/root/ansible";
const LIMIT_MS = 10 * 60_000;
/** Written by an apply, the same on all hosts but for their contents. */
const FILES = [
  "/etc/containerd/config.toml",
  "/etc/containerd/certs.d/_default/hosts.toml",
  "/etc/systemd/system/containerd.service.d/50-pharos.conf",
  "/etc/pharos/api-proxy/haproxy.cfg",
  "/etc/systemd/system/pharos-api-proxy.service",
  "/etc/cni/net.d/10-pharos.conflist",
  "/etc/pharos/network/masquerade.nft",
  "/etc/systemd/system/pharos-masquerade.service",
  "/etc/systemd/system/pharos-firewall.service",
] as const;

/** As fast as Ansible's own manual makes it: connections kept, no file per module, all hosts at once. */
const SETTINGS = `[defaults]
inventory = ${FOLDER}/inventory.ini
forks = 32
gathering = smart
retry_files_enabled = False
[ssh_connection]
pipelining = True
ssh_args = -o ControlMaster=auto -o ControlPersist=300s
`;

/** Runs the playbook; milliseconds. Throws if it changes something, or fails. */
export type RunPlaybook = () => Promise<number>;

/**
 * Installs ansible-core from the distribution on the first host, and what it needs on all of them: the
 * packages are fetched by this machine's apt, for hosts of a lab reach nobody.
 */
export const createControlNode = async (lab: Lab, folder: string): Promise<RunPlaybook> => {
  const hosts = await lab.hosts();
  const control = hosts.find(({ role }) => role === "master")?.name ?? "m1";
  for (const { name } of hosts) {
    const more = name === control ? ["ansible-core"] : [];
    await installPackages(lab, name, ["python3", "python3-apt", ...more], join(folder, name));
  }
  await letIn(lab, control);
  await writeOnHost(lab, control, {
    "ansible.cfg": SETTINGS,
    "inventory.ini": await renderInventory(lab),
    "playbook.yml": await readFile(join(import.meta.dirname, "playbook.yml"), "utf8"),
    "vars.json": JSON.stringify({ files: FILES }),
    "collect.yml": renderCollection(),
  });
  await runOnHost(lab, control, `cd ${FOLDER} && ansible-playbook -e @vars.json collect.yml`);
  return async () => await runPlaybook(lab, control);
};

const runPlaybook = async (lab: Lab, control: string): Promise<number> => {
  const command = "ansible-playbook -e @vars.json playbook.yml > out 2>&1";
  const script = `cd ${FOLDER}; a=$(date +%s%N); ${command}; r=$?; b=$(date +%s%N)
    tail -n 12 out; echo "{\\"code\\":$r,\\"ms\\":$(( (b-a)/1000000 ))}"`;
  const text = await runOnHost(lab, control, script);
  const lines = text.trim().split("\n");
  const { code, ms } = Ended.parse(JSON.parse(lines.at(-1) ?? ""));
  const isNoop = code === 0 && !/changed=[1-9]/.test(text);
  if (!isNoop) throw new Error(`the playbook changed something or failed: ${text}`);
  return ms;
};

const Ended = z.object({ code: z.number(), ms: z.number() });

const installPackages = async (
  lab: Lab,
  host: string,
  packages: readonly string[],
  folder: string,
): Promise<void> => {
  const archives = join(folder, "archives");
  await mkdir(join(archives, "partial"), { recursive: true });
  const status = join(folder, "status");
  await writeFile(status, await runOnHost(lab, host, "cat /var/lib/dpkg/status"));
  const options = [
    `Dir::State::status=${status}`,
    `Dir::Cache::archives=${archives}`,
    "Debug::NoLocking=true",
    "APT::Sandbox::User=root",
  ].flatMap((option) => ["-o", option]);
  const install = ["install", "-y", "-q", "--no-install-recommends", "--download-only"];
  await runChecked(["apt-get", ...options, ...install, ...packages], { timeoutMs: LIMIT_MS });
  const tar = join(folder, "packages.tar");
  await runChecked(["tar", "-C", archives, "-cf", tar, "."]);
  await sendFile(lab, host, tar, "/root/packages.tar");
  await runOnHost(
    lab,
    host,
    "mkdir -p /root/packages && tar -C /root/packages -xf /root/packages.tar && " +
      // apt, unlike dpkg, knows what has to be configured before something else is unpacked.
      "DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends /root/packages/*.deb && " +
      "rm -r /root/packages /root/packages.tar",
  );
};

const sendFile = async (lab: Lab, host: string, from: string, to: string): Promise<void> => {
  const [program = "", ...parameters] = await lab.sshCommand(host, ["sh", "-c", `cat > ${to}`]);
  const file = await open(from);
  try {
    const child = spawn(program, parameters, { stdio: [file.fd, "ignore", "inherit"] });
    await once(child, "exit");
    if (child.exitCode !== 0) throw new Error(`${host}: ${from} could not be sent`);
  } finally {
    await file.close();
  }
};

/** The control node's key opens all hosts, itself too. */
const letIn = async (lab: Lab, control: string): Promise<void> => {
  const key = "/root/.ssh/id_ed25519";
  const make = `mkdir -p /root/.ssh && ssh-keygen -q -t ed25519 -N '' -f ${key} && cat ${key}.pub`;
  const publicKey = (await runOnHost(lab, control, make)).trim();
  const hosts = await lab.hosts();
  for (const { name } of hosts)
    await runOnHost(lab, name, `echo '${publicKey}' >> /root/.ssh/authorized_keys`);
  const addresses = hosts.map(({ address }) => address).join(" ");
  await runOnHost(lab, control, `ssh-keyscan ${addresses} >> /root/.ssh/known_hosts 2>/dev/null`);
};

const renderInventory = async (lab: Lab): Promise<string> => {
  const hosts = await lab.hosts();
  const line = ({ name, address }: (typeof hosts)[number]) =>
    `${name} ansible_host=${address} ansible_user=root ansible_python_interpreter=/usr/bin/python3`;
  const masters = hosts.filter(({ role }) => role === "master");
  const workers = hosts.filter(({ role }) => role === "worker");
  return ["[masters]", ...masters.map(line), "[workers]", ...workers.map(line), ""].join("\n");
};

const renderCollection = (): string =>
  JSON.stringify([
    {
      hosts: "all",
      gather_facts: false,
      tasks: [
        {
          "ansible.builtin.fetch": { src: "{{ item }}", dest: "files" },
          loop: "{{ files }}",
        },
      ],
    },
  ]);

const writeOnHost = async (
  lab: Lab,
  host: string,
  files: Readonly<Record<string, string>>,
): Promise<void> => {
  await runOnHost(lab, host, `mkdir -p ${FOLDER}`);
  for (const [name, text] of Object.entries(files)) {
    const argv = ["sh", "-c", `cat > ${FOLDER}/${name}`];
    const { code, stderr } = await lab.ssh(host, argv, { input: text });
    if (code !== 0) throw new Error(`${host}: ${name} could not be written: ${stderr}`);
  }
};

const runOnHost = async (lab: Lab, host: string, script: string): Promise<string> => {
  const options = { timeoutMs: LIMIT_MS };
  const { code, stdout, stderr } = await lab.ssh(host, ["sh", "-c", script], options);
  if (code !== 0) throw new Error(`${host}: ended with ${code}: ${(stderr + stdout).slice(-2000)}`);
  return stdout;
};
