import { expect, test } from "vitest";
import type { GuestFile, GuestIdentity } from "./guest-files.ts";
import { guestFiles } from "./guest-files.ts";

const host = { name: "m1", role: "master", address: "10.77.0.11" } as const;
const identity: GuestIdentity = {
  machineId: "0123456789abcdef0123456789abcdef",
  hostKeys: new Map([
    ["ssh_host_ed25519_key", "private"],
    ["ssh_host_ed25519_key.pub", "public"],
  ]),
  authorizedKey: "ssh-ed25519 AAAA lab\n",
  resolvers: [],
  aptSources: [],
  aptKey: undefined,
  builtinModules: [],
  kernelRelease: "6.1.0",
};

const modesByPath = (files: readonly GuestFile[]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    files.flatMap((file) => (file.kind === "link" ? [] : [[file.path, file.mode] as const])),
  );

const textsByPath = (files: readonly GuestFile[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    files.flatMap((file) => (file.kind === "file" ? [[file.path, file.text] as const] : [])),
  );

test("private keys and what grants rights are closed to others", () => {
  expect(modesByPath(guestFiles(host, identity))).toMatchObject(
    Object.fromEntries([
      ["/etc/ssh/ssh_host_ed25519_key", 0o600],
      ["/etc/ssh/ssh_host_ed25519_key.pub", 0o644],
      ["/etc/sudoers.d/90-ubuntu", 0o440],
      ["/root/.ssh", 0o700],
      ["/home/ubuntu/.ssh", 0o700],
      ["/home/ubuntu/.ssh/authorized_keys", 0o600],
    ]),
  );
});

test("the host's address and name are written where the host looks for them", () => {
  const texts = textsByPath(guestFiles(host, identity));
  expect(texts["/etc/hostname"]).toBe("m1\n");
  expect(texts["/usr/local/sbin/host-network"]).toContain("10.77.0.11/24 dev host0");
});

test("a host asks the resolvers that it is given, and else nobody who answers", () => {
  const resolvers = ["192.0.2.53", "192.0.2.54"];
  expect(textsByPath(guestFiles(host, { ...identity, resolvers }))["/etc/resolv.conf"]).toBe(
    "nameserver 192.0.2.53\nnameserver 192.0.2.54\n",
  );
  expect(textsByPath(guestFiles(host, identity))["/etc/resolv.conf"]).toContain(
    "nameserver 10.77.0.1\n",
  );
});

test("no path is written twice", () => {
  const paths = guestFiles(host, { ...identity, aptKey: "key", builtinModules: ["net/a"] }).map(
    (file) => file.path,
  );
  expect(new Set(paths).size).toBe(paths.length);
});

test("without built-in modules the host gets no module tree of its own", () => {
  const paths = guestFiles(host, identity).map((file) => file.path);
  expect(paths.filter((path) => path.startsWith("/usr/lib/modules"))).toEqual([]);
});
