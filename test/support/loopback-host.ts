import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { createFactsReader } from "../../agent/facts/read-facts.ts";
import { DEBIAN_12 } from "../../agent/facts/recorded-hosts.fake.ts";
import type { FakeCluster } from "../../agent/host/fake/fake-cluster.ts";
import { FakeHost } from "../../agent/host/fake/fake-host.ts";
import { fakeKubeadm } from "../../agent/host/fake/fake-kubeadm.ts";
import { enrol } from "../../agent/install/enrol.ts";
import { acceptFirstMembership } from "../../agent/install/first-membership.ts";
import { openLineChannel } from "../../agent/install/line-channel.ts";
import { uninstall } from "../../agent/install/uninstall.ts";
import { serve } from "../../agent/serve.ts";
import { type AgentPaths, agentPaths } from "../../agent/state/agent-paths.ts";
import { answerPlan } from "../../agent/stdio.ts";
import type { SshCommand, SshSession } from "../../controller/bootstrap/ssh-session.ts";
import type { SshLink } from "../../controller/cluster/host-link.ts";
import type { RpcServer } from "../../shared/rpc/create-server.ts";
import type { HostFacts } from "../../shared/spec/facts.ts";

export interface LoopbackHostOptions {
  readonly name: string;
  /** In 127.0.0.0/8, of its own: its agent listens there. */
  readonly address: string;
  /** A folder of its own. */
  readonly root: string;
  readonly cluster: FakeCluster;
  /** PEM: what the fake kubeadm's cluster has as its authority. */
  readonly authority: string;
}

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
  readonly #root: string;

  constructor({ name, address, root, cluster, authority }: LoopbackHostOptions) {
    this.name = name;
    this.address = address;
    this.#root = root;
    this.paths = agentPaths(root);
    this.fake = new FakeHost({ hostname: name, address, cluster });
    this.readFacts = createFactsReader({
      reader: this.fake.reader,
      machine: {
        architecture: "x64",
        space: async () => ({ totalBytes: 1e11, freeBytes: 9e10 }),
        cpuModel: async () => "",
      },
    });
    this.#setScene(authority);
  }

  /** Starts the agent that is enrolled here, or starts it anew. */
  async start(): Promise<void> {
    await this.stop();
    const { machine } = this.fake;
    this.server = await serve({
      paths: this.paths,
      host: this.fake,
      readFacts: this.readFacts,
      runProgram: async ([program]) => {
        if (program === "systemd-run") setTimeout(() => void this.#remove(), 20);
      },
      streamProgram: ({ argv: [program = ""] }) => this.#print(program),
      now: () => new Date(),
      elapsedMs: machine.nowMs,
      sleep: async (ms) => machine.advance(ms),
      log: { info: () => undefined, warn: () => undefined },
      listenAddress: this.address,
    });
  }

  async stop(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    await server?.close(100);
  }

  async sshLink(): Promise<SshLink> {
    const session: SshSession = {
      target: { name: this.name, address: this.address, user: "root" },
      run: () => Promise.reject(new Error("the survey is not part of this")),
      runAsRoot: (command) => this.#answer(command),
      close: async () => undefined,
    };
    return {
      kind: "ssh",
      session,
      probe: {
        architecture: "amd64",
        os: { id: "debian", versionId: "12", prettyName: "Debian 12" },
        clockOffsetSeconds: 0,
      },
      staged: { folder: this.#root, argv: (args) => args, remove: async () => undefined },
      facts: await this.readFacts(),
    };
  }

  async *#print(program: string): AsyncGenerator<Uint8Array> {
    const text = this.prints.get(program);
    if (text === undefined) throw new Error(`${program}: not found`);
    yield Buffer.from(text);
  }

  async #remove(): Promise<void> {
    await this.stop();
    await uninstall(this.paths, async () => undefined);
  }

  #setScene(authority: string): void {
    const { machine } = this.fake;
    const skipped = ["/etc/kubernetes/kubelet.conf", "/proc/meminfo"];
    for (const [path, text] of Object.entries(DEBIAN_12)) {
      if (!skipped.includes(path)) machine.files.seed(path, text);
    }
    machine.files.seed("/proc/sys/kernel/hostname", `${this.name}\n`);
    machine.files.seed("/etc/machine-id", `${this.name}\n`);
    machine.files.seed("/proc/meminfo", "MemTotal: 8000000 kB\nMemAvailable: 7000000 kB\n");
    for (const family of ["iptables", "ip6tables"]) {
      machine.programs.set(`${family}-save`, () => ({ exitCode: 0, stdout: "", stderr: "" }));
    }
    machine.programs.set("kubeadm", (given, argv) => {
      const result = fakeKubeadm(given, argv);
      const path = "/etc/kubernetes/pki/ca.crt";
      if (given.files.follow(path) !== undefined) given.files.seed(path, authority);
      // The last etcd member takes the objects with it.
      if (given.cluster.apiServers.size === 0) {
        for (const object of given.cluster.snapshot().keys()) given.cluster.delete(object);
      }
      return result;
    });
  }

  /** What the staged agent says to its verbs over the SSH channel. */
  async #answer({ argv, input, onOutput }: SshCommand): Promise<string> {
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
    if (verb === "plan") {
      const { reader } = this.fake;
      await answerPlan({ input: stdin, output, reader, readFacts: this.readFacts });
    }
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
      runtimeSha256: async () => "0".repeat(64),
      systemctl: async ([verb]) => (verb === "restart" ? this.start() : undefined),
      acceptMembership: (start, install) => acceptFirstMembership(this.paths, start, install),
    });
  }
}
