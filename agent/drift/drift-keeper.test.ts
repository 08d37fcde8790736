import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hostBusy } from "../../shared/errors/engine-errors.ts";
import type { AgentEvent } from "../../shared/spec/agent-event.ts";
import { stateDigest } from "../../shared/spec/state-digest.ts";
import type { DriftSpec, NodeSpec } from "../../shared/spec/node-spec.ts";
import { collect } from "../../test/support/collect.ts";
import { createExecutor, type Executor } from "../engine/executor.ts";
import { openJournal } from "../engine/journal.ts";
import { simpleTask } from "../engine/simple-task.fake.ts";
import { FakeHost } from "../host/fake/fake-host.ts";
import { sampleNodeSpec } from "../kubeadm/sample-node-spec.fake.ts";
import { profileTasks } from "../profiles/profiles.ts";
import { SYSCTL_PATH } from "../tasks/sysctls.ts";
import { type DriftKeeper, openDriftKeeper } from "./drift-keeper.ts";
import type { PathsListener } from "./file-watch.ts";

const PROXY = "/etc/pharos/api-proxy/haproxy.cfg";
const CONTAINERD = "/etc/containerd/config.toml";
const BY_ITSELF = { correct: false, disruptive: false };

let folder: string;
let host: FakeHost;
let executor: Executor;
let spec: NodeSpec;
let timers: { readonly action: () => void; readonly dueMs: number }[];
let watched: readonly string[];
let change: PathsListener;
let noted: AgentEvent[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "drift-keeper-"));
  host = new FakeHost();
  timers = [];
  noted = [];
  const sample = sampleNodeSpec("1.20.2");
  spec = { ...sample, packages: { ...sample.packages, repositories: [repository] } };
  const journal = openJournal({ folder: join(folder, "journal"), host: "m1", now });
  executor = createExecutor({
    host,
    journal,
    publish: () => undefined,
    sleep: async (ms) => host.machine.advance(ms),
    elapsedMs: host.machine.nowMs,
  });
});
afterEach(() => rm(folder, { recursive: true }));

const repository = {
  name: "pharos-kubernetes",
  uri: "http://192.0.2.1/core:/stable:/v1.20/deb/",
  suite: "/",
  components: [],
  key: "-----BEGIN PGP PUBLIC KEY BLOCK-----\nfirst\n",
};

const now = (): Date => new Date(host.machine.nowMs());
const statePath = (): string => join(folder, "state.json");

const open = (): Promise<DriftKeeper> =>
  openDriftKeeper({
    executor,
    reader: host.reader,
    spec: () => ({ content: spec, sha256: "ab" }),
    statePath: statePath(),
    watchFiles: (listener) => {
      change = listener;
      return {
        set: (paths) => {
          watched = paths;
        },
        problem: () => undefined,
        close: () => undefined,
      };
    },
    findWriter: async ({ kind }) => (kind === "file" ? "vim (process 7) has it open" : undefined),
    now,
    after: (ms, action) => {
      const timer = { action, dueMs: host.machine.nowMs() + ms };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    log: { info: () => undefined, warn: () => undefined },
    note: async (event) => void noted.push(event),
  });

/** A keeper on a host that a run has set up, but for Kubernetes. */
const openOnReadyHost = async (over: Partial<DriftSpec> = {}): Promise<DriftKeeper> => {
  spec = { ...spec, drift: { ...spec.drift, ...over } };
  const keeper = await open();
  await run("host");
  await run("network");
  return keeper;
};

const run = async (profile: "host" | "network"): Promise<void> => {
  const tasks = profileTasks(spec, profile);
  const secrets = { get: () => undefined };
  await collect(await executor.start({ run: `run-${profile}`, profile, tasks, secrets }));
};

const read = (path: string) => host.reader.files.read(path);
const scribble = (path: string, text = "scribble\n"): void => host.machine.files.seed(path, text);

describe("a host that a run has set up", () => {
  test("has the digest that whoever knows its spec can compute, but for what is still to come", async () => {
    const keeper = await openOnReadyHost();
    const drift = await keeper.look(BY_ITSELF);
    expect(drift).toMatchObject({ findings: [], corrections: [], lookedAtMs: now().getTime() });
    expect(drift.pending).toEqual(["kubeadm-init:control-plane"]);
    expect(drift.digest).toBe(
      stateDigest("ab", [
        {
          task: "kubeadm-init:control-plane",
          changes: [{ field: "control plane", after: "initialized with Kubernetes 1.20.2" }],
        },
      ]),
    );
  });

  test("gets a changed file back, with what rests on it, and says who it was", async () => {
    const keeper = await openOnReadyHost();
    await keeper.look(BY_ITSELF);
    const good = await read(PROXY);
    host.machine.advance(60_000);
    scribble(PROXY);
    const drift = await keeper.look(BY_ITSELF);
    expect(await read(PROXY)).toBe(good);
    expect(drift.findings).toEqual([]);
    expect(drift.corrections.map(({ task, madeBy }) => [task, madeBy])).toEqual([
      ["unit:pharos-api-proxy.service", undefined],
      [`file:${PROXY}`, "vim (process 7) has it open"],
    ]);
    expect(drift.corrections[1]?.changes).toEqual([
      { field: "text", before: "scribble\n", after: good },
    ]);
    const madeBy = "vim (process 7) has it open";
    const file = { task: `file:${PROXY}`, title: expect.any(String), reason: "", madeBy };
    expect(noted[0]).toEqual({ type: "drift-detected", ...file });
    const correctedBy = drift.corrections[1]?.run;
    expect(noted).toContainEqual({ type: "drift-corrected", ...file, correctedBy });
  });

  test("is told of a restart that a correction calls for, and spared it", async () => {
    const keeper = await openOnReadyHost();
    await keeper.look(BY_ITSELF);
    host.machine.advance(60_000);
    scribble(CONTAINERD);
    const drift = await keeper.look(BY_ITSELF);
    expect(await read(CONTAINERD)).toContain("version = 2");
    expect(drift.findings).toMatchObject([{ task: "unit:containerd.service", state: "waiting" }]);
    const asked = await keeper.look({ correct: true, disruptive: true }, "ada");
    expect(asked.findings).toEqual([]);
    expect(asked.corrections[0]).toMatchObject({ task: "unit:containerd.service" });
  });

  test("keeps back a stranger that writes again and again, and lets him be after three times", async () => {
    const keeper = await openOnReadyHost();
    for (let time = 0; time < 4; time += 1) {
      scribble(SYSCTL_PATH, `net.ipv4.ip_forward = ${time + 5}\n`);
      await keeper.look(BY_ITSELF);
      host.machine.advance(1_000);
    }
    expect(await read(SYSCTL_PATH)).toBe("net.ipv4.ip_forward = 8\n");
    expect(keeper.drift().findings).toMatchObject([{ task: "sysctls:all", state: "contested" }]);
    const told = ["detected", "corrected", "detected", "corrected", "detected", "corrected"];
    const types = [...told, "given-up"].map((step) => `drift-${step}`);
    expect(noted.map(({ type }) => type)).toEqual(types);
    // Also after a restart of the agent, which says it no second time.
    const again = await open();
    expect((await again.look(BY_ITSELF)).findings).toMatchObject([{ state: "contested" }]);
    expect(noted).toHaveLength(types.length);
    await again.look({ correct: true, disruptive: false });
    expect(await read(SYSCTL_PATH)).toContain("ip_forward = 1");
  });
});

describe("what an agent does by itself", () => {
  /** Lets all timers come that are due by then. */
  const pass = async (ms: number): Promise<void> => {
    host.machine.advance(ms);
    const due = timers.filter(({ dueMs }) => dueMs <= host.machine.nowMs());
    for (const { action } of due) action();
    // Behind what the timers asked for.
    await keeper.pause(undefined);
  };
  let keeper: DriftKeeper;

  test("is to look at the start, when a watched file changes, and by the clock", async () => {
    keeper = await openOnReadyHost();
    keeper.start();
    await pass(1);
    expect(watched).toContain(PROXY);
    scribble(PROXY);
    change([PROXY]);
    await pass(1_000);
    expect(await read(PROXY)).not.toContain("scribble");
    host.machine.sysctls.set("net.ipv4.ip_forward", "0");
    await pass(spec.drift.intervalMs);
    expect(host.machine.sysctls.get("net.ipv4.ip_forward")).toBe("1");
  });

  test("is to tell alone, in the mode `report`", async () => {
    keeper = await openOnReadyHost({ mode: "report" });
    scribble(PROXY);
    const { findings } = await keeper.look(BY_ITSELF);
    expect(findings).toMatchObject([
      { task: `file:${PROXY}`, state: "reported" },
      { task: "unit:pharos-api-proxy.service", state: "blocked" },
    ]);
    expect(await read(PROXY)).toBe("scribble\n");
  });

  test("is nothing in the mode `off`, and nothing is watched", async () => {
    keeper = await openOnReadyHost({ mode: "off" });
    keeper.start();
    await pass(1);
    expect(watched).toEqual([]);
    expect(keeper.drift().lookedAtMs).toBeUndefined();
  });

  test("is nothing during a pause, and all of it when the pause ends", async () => {
    keeper = await openOnReadyHost();
    await keeper.pause({ reason: "disk", by: "ada", untilMs: now().getTime() + 60_000 });
    scribble(PROXY);
    const paused = await keeper.look(BY_ITSELF);
    expect(paused.pause?.by).toBe("ada");
    expect(paused.findings[0]?.state).toBe("reported");
    host.machine.advance(60_000);
    expect((await keeper.look(BY_ITSELF)).findings).toEqual([]);
    expect(await read(PROXY)).not.toContain("scribble");
  });
});

describe("while a run goes on", () => {
  test("nothing is looked for, and who asks is told", async () => {
    const keeper = await openOnReadyHost();
    const gate = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const task = simpleTask({
      id: "held",
      changes: () => [{ field: "x", after: "1" }],
      apply: async () => {
        begun.resolve();
        await gate.promise;
      },
    });
    const secrets = { get: () => undefined };
    const records = await executor.start({ run: "r9", profile: "host", tasks: [task], secrets });
    await begun.promise;
    await expect(keeper.look(BY_ITSELF)).rejects.toEqual(hostBusy({ run: "r9" }));
    gate.resolve();
    await collect(records);
    expect((await keeper.look(BY_ITSELF)).findings).toEqual([]);
  });
});

describe("what is remembered", () => {
  test("lets an agent that starts on a changed host correct it without anybody's help", async () => {
    const first = await openOnReadyHost();
    await first.look(BY_ITSELF);
    first.close();
    scribble(PROXY);
    const second = await open();
    const { corrections } = await second.look(BY_ITSELF);
    expect(corrections.map(({ task }) => task)).toContain(`file:${PROXY}`);
  });

  test("is begun anew when it cannot be read", async () => {
    await writeFile(statePath(), "{ torn");
    const keeper = await openOnReadyHost();
    expect((await keeper.look(BY_ITSELF)).managed).toBeGreaterThan(20);
    expect(JSON.parse(await readFile(statePath(), "utf8"))).toMatchObject({ generation: 1 });
  });

  test("is of one generation: what a new spec wants is no drift before an apply", async () => {
    const keeper = await openOnReadyHost();
    await keeper.look(BY_ITSELF);
    const backends = [{ name: "m2", address: "10.0.0.2" }];
    spec = { ...spec, generation: 2, apiProxy: { backends } };
    const drift = await keeper.look(BY_ITSELF);
    expect(drift).toMatchObject({ findings: [], corrections: [] });
    expect(drift.pending).toContain(`file:${PROXY}`);
  });
});
