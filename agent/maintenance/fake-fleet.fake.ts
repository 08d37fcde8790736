import { mergePatch } from "../host/fake/merge-objects.ts";
import type { KubernetesAnswer, KubernetesObject } from "../host/kubernetes.ts";
import type { NodeRequest } from "../host/node-api.ts";
import { textAt, valueAt } from "../../shared/spec/json-path.ts";
import { CORDON_MARK } from "./node-health.ts";
import { FakeMember } from "./fake-member.fake.ts";
import { SLOT_COLLECTION } from "./slots.ts";

const START_MS = Date.UTC(2026, 0, 1);

interface Timer {
  readonly atMs: number;
  readonly action: () => void;
}

/** Hosts with their agents, one cluster and one clock. */
export class FakeFleet {
  readonly members: readonly FakeMember[];
  readonly objects = new Map<string, KubernetesObject>();
  /** Pods that no eviction takes away, by `namespace/name`. */
  readonly protectedPods = new Set<string>();
  isApiAway = false;
  /** It takes every request and answers none. */
  isApiSilent = false;
  /** Turns can be read and not written. */
  refusesTurns = false;
  /** Told when a host is about to go down by its agent. */
  beforeReboot: (member: FakeMember) => void = () => undefined;
  #timers: readonly Timer[] = [];
  readonly #coming = new Set<FakeMember>();
  #nowMs: number;
  #version = 0;

  constructor(masters: number, workers: number, startMs: number = START_MS) {
    this.#nowMs = startMs;
    const names = (kind: string, count: number): readonly string[] =>
      [...Array(count).keys()].map((index) => `${kind}${index + 1}`);
    this.members = [
      ...names("m", masters).map((name) => new FakeMember(this, name, true)),
      ...names("w", workers).map((name) => new FakeMember(this, name, false)),
    ];
    for (const member of this.members) this.registerNode(member);
  }

  readonly nowMs = (): number => this.#nowMs;

  readonly member = (name: string): FakeMember => {
    const found = this.members.find((one) => one.name === name);
    if (found === undefined) throw new Error(`no member ${name}`);
    return found;
  };

  readonly node = (name: string): KubernetesObject | undefined =>
    this.objects.get(`/api/v1/nodes/${name}`);

  readonly isMarked = (name: string): boolean =>
    textAt(this.node(name), "metadata", "annotations", CORDON_MARK) !== undefined;

  readonly isCordoned = (name: string): boolean =>
    valueAt(this.node(name), "spec", "unschedulable") === true;

  readonly heldSlots = (): readonly string[] =>
    [...this.objects]
      .filter(([path]) => path.startsWith(SLOT_COLLECTION))
      .map(([, lease]) => textAt(lease, "spec", "holderIdentity") ?? "")
      .filter((holder) => holder !== "");

  readonly registerNode = (member: FakeMember): void => {
    const labels = member.isMaster ? { "node-role.kubernetes.io/master": "" } : {};
    this.#version += 1;
    this.put(`/api/v1/nodes/${member.name}`, {
      metadata: { name: member.name, uid: `uid-${this.#version}`, labels },
      status: this.#status(member, true),
    });
  };

  readonly addPod = (name: string, node: string): void =>
    this.put(`/api/v1/namespaces/default/pods/${name}`, {
      metadata: { namespace: "default", name, uid: `uid-${name}` },
      spec: { nodeName: node },
      status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] },
    });

  readonly put = (path: string, object: KubernetesObject): void => {
    this.#version += 1;
    const resourceVersion = String(this.#version);
    this.objects.set(path, mergePatch(object, { metadata: { resourceVersion } }));
  };

  readonly reboot = (member: FakeMember): void => {
    this.beforeReboot(member);
    member.isUp = false;
    member.isRebooting = true;
    this.#coming.add(member);
    member.killAgent();
    this.after(20_000, () => this.#setReady(member, false));
    this.after(60_000, () => {
      this.#coming.delete(member);
      if (member.diesInReboot || member.isUp) return;
      this.#boot(member);
      this.after(5_000, () => this.#setReady(member, true));
    });
  };

  /** Whether it goes through a boot just now. */
  readonly isComing = (member: FakeMember): boolean => this.#coming.has(member);

  readonly crash = (member: FakeMember): void => {
    member.isUp = false;
    member.killAgent();
    this.#setReady(member, false);
  };

  readonly powerOn = (member: FakeMember): void => {
    this.#boot(member);
    this.#setReady(member, true);
  };

  /** What asks for a reboot is in a folder that a boot empties. */
  readonly #boot = (member: FakeMember): void => {
    member.isUp = true;
    member.boots += 1;
    if (!member.sentinelSurvives) member.needsReboot = false;
    void member.startAgent();
  };

  /** Whether its workloads are gone by an agent's doing, as anybody can see it. */
  readonly isOut = (member: FakeMember): boolean =>
    this.node(member.name) !== undefined && (this.isMarked(member.name) || member.isRebooting);

  readonly after = (ms: number, action: () => void): (() => void) => {
    const timer = { atMs: this.#nowMs + ms, action };
    this.#timers = [...this.#timers, timer];
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  };

  /** Lets time go by, one event after the other; `check` is called after each. */
  readonly pass = async (ms: number, check: () => void = () => undefined): Promise<void> => {
    const endMs = this.#nowMs + ms;
    for (;;) {
      const [next] = this.#timers.toSorted((a, b) => a.atMs - b.atMs);
      if (next === undefined || next.atMs > endMs) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.action();
      await settle();
      check();
    }
    this.#nowMs = endMs;
  };

  readonly ask = async (request: NodeRequest): Promise<KubernetesAnswer> => {
    if (!this.isApiSilent) return this.answer(request);
    await new Promise<void>((resolve) => this.after(10_000, resolve));
    return SILENCE;
  };

  readonly answer = ({ method, path, body = {} }: NodeRequest): KubernetesAnswer => {
    if (this.isApiAway) return { kind: "unreachable", reason: "ECONNREFUSED" };
    const [plain = ""] = path.split("?");
    if (method === "GET") return this.#get(plain, path);
    if (this.refusesTurns && plain.startsWith(SLOT_COLLECTION)) return FORBIDDEN;
    if (plain.endsWith("/eviction")) return this.#evict(plain.slice(0, -"/eviction".length));
    if (method === "POST")
      return this.#create(`${plain}/${textAt(body, "metadata", "name")}`, body);
    const known = this.objects.get(plain);
    if (known === undefined) return { kind: "not-found" };
    if (method === "PUT") {
      const given = textAt(body, "metadata", "resourceVersion");
      if (given !== textAt(known, "metadata", "resourceVersion")) return CONFLICT;
      this.put(plain, body);
    } else this.put(plain, mergePatch(known, body));
    return { kind: "ok", object: {} };
  };

  readonly #get = (plain: string, path: string): KubernetesAnswer => {
    if (plain === "/api/v1/pods") return { kind: "ok", object: { items: this.#podsOf(path) } };
    const object = this.objects.get(plain);
    const servedAtMs = this.#nowMs;
    if (object !== undefined) return { kind: "ok", object, servedAtMs };
    if (plain !== SLOT_COLLECTION && plain !== "/api/v1/nodes") return { kind: "not-found" };
    const items = [...this.objects].flatMap(([key, one]) =>
      key.startsWith(`${plain}/`) ? [one] : [],
    );
    return { kind: "ok", object: { items }, servedAtMs };
  };

  readonly #podsOf = (path: string): readonly KubernetesObject[] => {
    const node = decodeURIComponent(path).split("spec.nodeName=")[1];
    return [...this.objects].flatMap(([key, pod]) =>
      key.includes("/pods/") && textAt(pod, "spec", "nodeName") === node ? [pod] : [],
    );
  };

  readonly #evict = (path: string): KubernetesAnswer => {
    const pod = this.objects.get(path);
    const key = `${textAt(pod, "metadata", "namespace")}/${textAt(pod, "metadata", "name")}`;
    if (this.protectedPods.has(key))
      return { kind: "refused", status: 429, message: "it would violate the disruption budget" };
    this.objects.delete(path);
    return { kind: "ok", object: {} };
  };

  readonly #create = (path: string, body: KubernetesObject): KubernetesAnswer => {
    if (this.objects.has(path)) return CONFLICT;
    this.put(path, body);
    return { kind: "ok", object: {} };
  };

  readonly #status = (member: FakeMember, isReady: boolean): KubernetesObject => ({
    nodeInfo: { bootID: `boot-${member.boots}` },
    conditions: [
      {
        type: "Ready",
        status: isReady ? "True" : "Unknown",
        lastTransitionTime: new Date(this.#nowMs).toISOString(),
      },
    ],
  });

  /** Those that stayed on a host are started by its kubelet. */
  readonly #readyPods = (node: string): void => {
    const startedAt = new Date(this.#nowMs).toISOString();
    const containerStatuses = [{ state: { running: { startedAt } } }];
    for (const [path, pod] of this.objects)
      if (path.includes("/pods/") && textAt(pod, "spec", "nodeName") === node)
        this.put(path, mergePatch(pod, { status: { containerStatuses } }));
  };

  readonly #setReady = (member: FakeMember, isReady: boolean): void => {
    const known = this.node(member.name);
    if (isReady && !member.isUp) return;
    if (isReady) {
      member.isRebooting = false;
      this.#readyPods(member.name);
    }
    if (known === undefined) return;
    this.put(
      `/api/v1/nodes/${member.name}`,
      mergePatch(known, { status: this.#status(member, isReady) }),
    );
  };
}

const SILENCE: KubernetesAnswer = { kind: "unreachable", reason: "no answer in 10 s" };
const FORBIDDEN: KubernetesAnswer = { kind: "refused", status: 403, message: "forbidden" };
const CONFLICT: KubernetesAnswer = { kind: "refused", status: 409, message: "conflict" };

/** All that follows from an event at once: everything here answers without waiting. */
const settle = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(() => setImmediate(resolve));
  });
