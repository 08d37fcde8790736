import { expect, test } from "vitest";
import type { Membership } from "../../shared/spec/membership.ts";
import { fullMembership } from "../../test/support/memberships.ts";
import { FakeHost } from "../host/fake/fake-host.ts";
import { keepFenced } from "./keep-fenced.ts";

const start = () => {
  const host = new FakeHost({ hostname: "worker-1" });
  let membership: Membership = fullMembership();
  const observers: (() => void)[] = [];
  const lines: string[] = [];
  let done: () => void = () => undefined;
  const isDone = new Promise<void>((resolve) => (done = resolve));
  const note = (line: string): void => {
    lines.push(line);
    done();
  };
  keepFenced(
    {
      config: { host: "worker-1", clusterId: fullMembership().cluster.id, port: 7443 },
      membership: {
        current: () => ({
          document: {
            kind: "membership",
            keyId: "",
            payload: new Uint8Array(),
            signature: new Uint8Array(),
          },
          content: membership,
        }),
        accept: () => Promise.reject(new Error("not here")),
        observe: (observer) => void observers.push(observer),
      },
      host,
    },
    {
      pause: async () => undefined,
      log: { info: note, warn: note },
    },
  );
  const remove = (): void => {
    membership = {
      ...membership,
      members: membership.members.map((member) =>
        member.name === "worker-1" ? { ...member, state: "removed" } : member,
      ),
    };
    for (const observer of observers) observer();
  };
  return { host, lines, remove, isDone };
};

test("a host that learns of its removal stops its kubelet and its pods, and says so", async () => {
  const { host, lines, remove, isDone } = start();
  const { files, units } = host.machine;
  files.seed("/usr/lib/systemd/system/kubelet.service", "[Install]\nWantedBy=multi-user.target\n");
  files.seed("/usr/lib/systemd/system/containerd.service", "[Service]\n");
  const running = { active: "active", loadedFiles: [], loadedAtMs: 0 } as const;
  for (const unit of ["kubelet.service", "containerd.service"]) units.set(unit, { ...running });
  host.machine.sandboxes = ["one"];
  remove();
  await isDone;
  expect(lines).toEqual(["this host was removed from its cluster: kubelet and pods are stopped"]);
  expect(await host.reader.units.show("kubelet.service")).toMatchObject({
    active: "inactive",
    enabled: "disabled",
  });
  expect(host.machine.sandboxes).toEqual([]);
});

test("a member is left alone", () => {
  const { host, lines } = start();
  expect(lines).toEqual([]);
  expect(host.machine.writes.length).toBe(0);
});
