import { mergePatch } from "../host/fake/merge-objects.ts";
import type { FakeFleet } from "./fake-fleet.fake.ts";
import type { FakeMember } from "./fake-member.fake.ts";
import { SLOT_COLLECTION } from "./slots.ts";

/** Makes something go wrong, or something that people do; what it gives ends it. */
type Fault = (
  fleet: FakeFleet,
  member: FakeMember,
  /** From 1, whatever that means to it. */
  size: number,
) => Promise<() => void>;

const HOUR = 3_600_000;

const start = async (member: FakeMember): Promise<void> => {
  if (member.isUp) await member.startAgent();
};

/** Not waited for: an agent that dies on the way never answers. */
const change = (
  member: FakeMember,
  edit: (state: FakeMember["saved"]) => FakeMember["saved"],
): void => {
  if (member.isUp && member.hasAgent) void member.keeper.change(edit);
};

const resume = (state: FakeMember["saved"]): FakeMember["saved"] => {
  const { pause: _over, ...rest } = state;
  return rest;
};

const NOTHING = (): void => undefined;

export const faults: Readonly<Record<string, Fault>> = {
  "needs-reboot": async (_fleet, member) => {
    // On the way back from a reboot it would be one that did not help: whoever sees it stops the others.
    if (member.saved.disruption === undefined) member.needsReboot = true;
    return NOTHING;
  },
  "agent-dies-before-write": async (_fleet, member, size) => {
    member.diesBeforeWrite = size;
    return () => void start(member);
  },
  "agent-dies-after-write": async (_fleet, member, size) => {
    member.diesAfterWrite = size;
    return () => void start(member);
  },
  "agent-killed": async (_fleet, member) => {
    member.killAgent();
    return () => void start(member);
  },
  "memory-lost": async (_fleet, member) => {
    member.killAgent();
    member.saved = {};
    return () => void start(member);
  },
  "power-cut": async (fleet, member) => {
    if (member.isUp) fleet.crash(member);
    return () => void (member.isUp || fleet.powerOn(member));
  },
  "dies-in-reboot": async (fleet, member) => {
    member.diesInReboot = true;
    return () => {
      member.diesInReboot = false;
      if (!member.isUp && !fleet.isComing(member)) fleet.powerOn(member);
    };
  },
  "reboot-does-not-help": async (_fleet, member) => {
    member.sentinelSurvives = true;
    return () => {
      member.sentinelSurvives = false;
      member.needsReboot = false;
    };
  },
  "api-away": async (fleet) => {
    fleet.isApiAway = true;
    return () => void (fleet.isApiAway = false);
  },
  "answers-lost": async (_fleet, member) => {
    member.losesAnswers = true;
    return () => void (member.losesAnswers = false);
  },
  "pod-stays": async (fleet, { name }) => {
    fleet.protectedPods.add(`default/${name}`);
    return () => void fleet.protectedPods.delete(`default/${name}`);
  },
  "clock-jumps": async (_fleet, member, size) => {
    member.clockOffsetMs = (size - 3.5) * 10 * HOUR;
    return () => void (member.clockOffsetMs = 0);
  },
  "node-deleted": async (fleet, member) => {
    fleet.objects.delete(`/api/v1/nodes/${member.name}`);
    member.isCordonedByPerson = false;
    return () => void (fleet.node(member.name) ?? fleet.registerNode(member));
  },
  paused: async (fleet, member) => {
    const untilMs = fleet.nowMs() + 12 * HOUR;
    change(member, (state) => ({ ...state, pause: { reason: "test", by: "ada", untilMs } }));
    return () => change(member, resume);
  },
  ordered: async (fleet, member) => {
    const rebootOrder = { by: "ada", atMs: fleet.nowMs() };
    change(member, (state) => ({ ...state, rebootOrder }));
    return NOTHING;
  },
  cordoned: async (fleet, member) => {
    const node = fleet.node(member.name);
    if (node === undefined || fleet.isCordoned(member.name)) return NOTHING;
    const path = `/api/v1/nodes/${member.name}`;
    fleet.put(path, mergePatch(node, { spec: { unschedulable: true } }));
    member.isCordonedByPerson = true;
    return NOTHING;
  },
  "not-wanted": async (_fleet, member) => {
    const { spec } = member;
    member.spec = undefined;
    return () => void (member.spec ??= spec);
  },
  "stranger-takes-slot": async (fleet, _member, size) => {
    writeSlots(fleet, `somebody-${size}`);
    return NOTHING;
  },
  "stranger-empties-slots": async (fleet) => {
    writeSlots(fleet, "");
    return NOTHING;
  },
};

const writeSlots = (fleet: FakeFleet, holderIdentity: string): void => {
  for (const [path, lease] of fleet.objects)
    if (path.startsWith(SLOT_COLLECTION))
      fleet.put(path, mergePatch(lease, { spec: { holderIdentity, leaseDurationSeconds: 600 } }));
};

/** From here on nothing is in the way. */
export const healAll = async (fleet: FakeFleet): Promise<void> => {
  fleet.isApiAway = false;
  fleet.protectedPods.clear();
  for (const member of fleet.members) {
    if (member.sentinelSurvives) member.needsReboot = false;
    member.sentinelSurvives = false;
    member.diesInReboot = false;
    member.diesBeforeWrite = undefined;
    member.diesAfterWrite = undefined;
    member.losesAnswers = false;
    member.clockOffsetMs = 0;
    if (fleet.node(member.name) === undefined) fleet.registerNode(member);
    if (!member.isUp && !fleet.isComing(member)) fleet.powerOn(member);
    await start(member);
    change(member, resume);
  }
};
