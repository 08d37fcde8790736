import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { createFactsReader } from "../../agent/facts/read-facts.ts";
import { DEBIAN_12 } from "../../agent/facts/recorded-hosts.fake.ts";
import type { FakeCluster } from "../../agent/host/fake/fake-cluster.ts";
import { FakeHost } from "../../agent/host/fake/fake-host.ts";
import { fakeKubeadm } from "../../agent/host/fake/fake-kubeadm.ts";
import type { HostAccess } from "../../agent/host/host.ts";
import { enrol } from "../../agent/install/enrol.ts";
import { acceptFirstMembership } from "../../agent/install/first-membership.ts";
import { readCurrentBuild } from "../../agent/install/install-build.ts";
import { openLineChannel } from "../../agent/install/line-channel.ts";
import { uninstall } from "../../agent/install/uninstall.ts";
import { serve } from "../../agent/serve.ts";
import { readAgentConfig } from "../../agent/state/agent-config.ts";
import {
  type AgentPaths,
  agentPaths,
  guardTimerName,
  unitPath,
} from "../../agent/state/agent-paths.ts";
import { revertBuild } from "../../agent/update/switch-build.ts";
import { answerFacts, answerPlan } from "../../agent/stdio.ts";
import { probeHost, type ProbeOptions } from "../../controller/bootstrap/probe-host.ts";
import { readKeptDocuments } from "../../controller/bootstrap/read-kept-documents.ts";
import type { SshCommand, SshSession } from "../../controller/bootstrap/ssh-session.ts";
import type { SshLink } from "../../controller/cluster/host-link.ts";
import type { RpcServer } from "../../shared/rpc/create-server.ts";
import type { HostFacts } from "../../shared/spec/facts.ts";
import { printProgram } from "./print-program.ts";
import { withStoredSecrets } from "./stored-secrets.ts";

export interface LoopbackHostOptions {
  readonly name: string;
  /** In 127.0.0.0/8, of its own: its agent listens there. */
  readonly address: string;
  /** A folder of its own. */
  readonly root: string;
  readonly cluster: FakeCluster;
  /** PEM: what the fake kubeadm's cluster has as its authority, certificate and key. */
  readonly authority: { readonly certificate: string; readonly key: string };
  /** The machine as the agent sees it; default: the fake itself, which takes no time. */
  readonly disguise?: (host: HostAccess) => HostAccess;
}

/** What this host has of its own. */
const SKIPPED: readonly string[] = ["/etc/kubernetes/kubelet.conf", "/proc/meminfo"];

/**
 * A host of a cluster in one process: the machine is a fake, the agent is the real one, on loopback
 * with mutual TLS once it is enrolled. Before that it answers as over SSH.
 */
export class LoopbackHost {
  readonly name: string;
  readonly address: string;
  readonly fake: FakeHost;
  readonly paths: AgentPaths;
  readonly readFacts: () => Promise<HostFacts>;
  server: RpcServer | undefined;
  /** Who has the lock of a first apply, while somebody has. */
  lockHolder: string | undefined;
  /** What programs print that only look, by their name; those that are not named are not there. */
  readonly prints = new Map<string, string>();
  /** Powered off: nobody answers there. */
  isOff = false;
  /** An agent of this version ends as soon as it starts. */
  brokenVersion = "";
  /** How far the agent's clock is ahead. */
  clockOffsetMs = 0;
  readonly #sleepers: (() => void)[] = [];
  #guard: NodeJS.Timeout | undefined;
  readonly #root: string;
  readonly #host: HostAccess;

  constructor({ name, address, root, cluster, authority, disguise }: LoopbackHostOptions) {
    this.name = name;
    this.address = address;
    this.#root = root;
    this.paths = agentPaths(root);
    this.fake = new FakeHost({ hostname: name, address, cluster });
    this.#host = withStoredSecrets(disguise?.(this.fake) ?? this.fake, this.paths.secrets);
    this.readFacts = createFactsReader({
      reader: this.#host.reader,
      machine: {
        architecture: "x64",
        space: async () => ({ totalBytes: 1e11, freeBytes: 9e10 }),
        cpuModel: async () => "",
      },
    });
    this.#setScene(authority);
  }

  get isEnrolled(): boolean {
    return this.server !== undefined;
  }

  /** Lets the agent look again at what lasts for weeks. */
  wake(): void {
    for (const wake of this.#sleepers.splice(0)) wake();
  }

  /** Starts the agent that is enrolled here, or starts it anew. */
  async start(): Promise<void> {
    await this.stop();
    this.server = await serve({
      paths: this.paths,
      host: this.#host,
      readFacts: this.readFacts,
      tryProgram: async (argv) => ({ argv, exitCode: 0, stdout: "", stderr: "" }),
      runProgram: (argv) => this.#runProgram(argv),
      streamProgram: printProgram(this.prints),
      runBuild: async ([, ...argv], input) => ({
        argv,
        exitCode: 0,
        stderr: "",
        stdout: await this.answer({ step: "", argv: argv.slice(1), input, limitMs: 0 }),
      }),
      freeBytes: async () => 1e9,
      now: () => new Date(Date.now() + this.clockOffsetMs),
      elapsedMs: this.fake.machine.nowMs,
      sleep: async (ms) => this.fake.machine.advance(ms),
      pause: () => new Promise((resolve) => void this.#sleepers.push(resolve)),
      random: () => 0,
      log: { info: () => undefined, warn: () => undefined },
      listenAddress: this.address,
    });
  }

  /** Ends the agent and what waits to start it again. */
  async dispose(): Promise<void> {
    clearTimeout(this.#guard);
    await this.stop();
  }

  async stop(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    this.#sleepers.splice(0);
    await server?.close(100);
  }

  /** As the survey finds it over SSH. */
  async sshLink(options: ProbeOptions): Promise<SshLink> {
    const session: SshSession = {
      target: { name: this.name, address: this.address, user: "root" },
      run: async () => ({
        exitCode: 0,
        stdout: await this.printProbe(),
        stderr: "",
        timedOut: false,
      }),
      runAsRoot: (command) => this.answer(command),
      close: async () => undefined,
    };
    return {
      kind: "ssh",
      session,
      probe: await probeHost(session, options),
      staged: { folder: this.#root, argv: (args) => args, remove: async () => undefined },
      facts: await this.readFacts(),
      kept: await readKeptDocuments({ runAsRoot: () => this.printDocuments() }),
    };
  }

  /** What the script of the survey prints. */
  async printProbe(): Promise<string> {
    const config = await readAgentConfig(this.paths.config).catch(() => undefined);
    const agent =
      config === undefined
        ? []
        : [
            `agent_cluster=${config.clusterId}`,
            `agent_cluster_name=${config.clusterName}`,
            `agent_host=${config.host}`,
          ];
    const system = ["architecture=x86_64", "systemd=yes", "root=yes", "os=debian", "os_version=12"];
    return [...system, `clock=${Date.now() / 1000}`, ...agent].join("\n");
  }

  /** What the agent has accepted, a line each. */
  async printDocuments(): Promise<string> {
    const print = (path: string) => readFile(path, "utf8").catch(() => "");
    return `${await print(this.paths.membership)}\n${await print(this.paths.spec)}\n`;
  }

  /** systemd, as far as the agent's own coming and going asks for it. */
  async #runProgram(argv: readonly string[]): Promise<void> {
    if (argv.includes("uninstall")) setTimeout(() => void this.#remove(), 20);
    if (!argv.includes("restart")) return;
    if (!argv.includes(guardTimerName)) setTimeout(() => void this.#restart(), 20);
  }

  async #restart(): Promise<void> {
    const { version } = await readCurrentBuild(this.paths);
    if (version !== this.brokenVersion) return this.start();
    await this.stop();
    this.#guard = setTimeout(() => void this.#revert(), 100);
  }

  async #revert(): Promise<void> {
    await revertBuild(
      this.paths,
      async (argv) => (argv.includes(unitPath.name) ? this.start() : undefined),
      async () => "it crashed",
    );
  }

  async #remove(): Promise<void> {
    await this.stop();
    await uninstall(this.paths, async () => undefined);
  }

  #setScene(authority: LoopbackHostOptions["authority"]): void {
    const { machine } = this.fake;
    for (const [path, text] of Object.entries(DEBIAN_12))
      if (!SKIPPED.includes(path)) machine.files.seed(path, text);
    machine.files.seed("/proc/sys/kernel/hostname", `${this.name}\n`);
    machine.files.seed("/etc/machine-id", `${this.name}\n`);
    machine.files.seed("/proc/meminfo", "MemTotal: 8000000 kB\nMemAvailable: 7000000 kB\n");
    for (const family of ["iptables", "ip6tables"]) {
      machine.programs.set(`${family}-save`, () => ({ exitCode: 0, stdout: "", stderr: "" }));
    }
    machine.programs.set("kubeadm", (given, argv) => {
      const result = fakeKubeadm(given, argv);
      const path = "/etc/kubernetes/pki/ca.crt";
      if (given.files.follow(path) !== undefined) {
        given.files.seed(path, authority.certificate);
        given.files.seed("/etc/kubernetes/pki/ca.key", authority.key);
      }
      // The last etcd member takes the objects with it.
      if (argv[1] === "reset" && given.cluster.apiServers.size === 0) {
        for (const object of given.cluster.snapshot().keys()) given.cluster.delete(object);
      }
      return result;
    });
  }

  /** What the staged agent says to its verbs over the SSH channel. */
  async answer({ argv, input, onOutput }: SshCommand): Promise<string> {
    const chunks: string[] = [];
    const output = new Writable({
      write: (chunk, _encoding, done) => {
        chunks.push(String(chunk));
        onOutput?.(String(chunk));
        done();
      },
    });
    const stdin = Readable.from(typeof input === "string" ? [input] : (input ?? []));
    const [verb] = argv;
    const stdio = { input: stdin, output, reader: this.#host.reader, readFacts: this.readFacts };
    const answers = { plan: answerPlan, facts: answerFacts };
    if (verb === "plan" || verb === "facts") await answers[verb](stdio);
    if (verb === "sh") await this.#keepLock(argv.at(-1) ?? "", stdin, output);
    if (verb === "enrol") await this.#enrol(stdin, output);
    return chunks.join("");
  }

  /** As the script of a first apply's lock does it. */
  async #keepLock(holder: string, input: Readable, output: Writable): Promise<void> {
    if (this.lockHolder !== undefined) {
      output.write(`held ${this.lockHolder}\n`);
      return;
    }
    this.lockHolder = holder;
    output.write("taken\n");
    await input.forEach(() => undefined);
    this.lockHolder = undefined;
  }

  async #enrol(input: Readable, output: Writable): Promise<void> {
    mkdirSync(this.#root, { recursive: true });
    const file = join(this.#root, "staged");
    writeFileSync(file, "program");
    await enrol({
      paths: this.paths,
      channel: openLineChannel(input, output),
      runtimeFile: file,
      bundleFile: file,
      runtimeSha256: async () => createHash("sha256").update("program").digest("hex"),
      systemctl: async ([verb]) => {
        if (verb === "restart") await this.start();
        if (verb === "stop") await this.stop();
      },
      acceptMembership: (start, install) => acceptFirstMembership(this.paths, start, install),
      now: () => new Date(),
    });
  }
}
