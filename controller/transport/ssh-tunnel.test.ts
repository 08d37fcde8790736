import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openSshTunnel, type SshTunnel } from "./ssh-tunnel.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tunnel-"));
});
afterEach(() => rm(folder, { recursive: true }));

const enter = ({ target }: SshTunnel): Socket =>
  connect("socketPath" in target ? target.socketPath : "");
const open = (...argv: readonly string[]) => openSshTunnel({ argv, folder, label: "w1" });

test("carries bytes both ways", async () => {
  const tunnel = await open("cat");
  const socket = enter(tunnel);
  socket.write("hello");
  const [bytes] = await once(socket, "data");
  expect(String(bytes)).toBe("hello");
  tunnel.close();
  await once(socket, "close");
});

test("ends the connection with the program, and tells its last words", async () => {
  const tunnel = await open("sh", "-c", "echo first >&2; echo connection refused >&2; exit 255");
  const socket = enter(tunnel);
  await once(socket, "close");
  expect(await tunnel.lastWords()).toBe("connection refused");
  tunnel.close();
});

test("ends the program with the connection", async () => {
  const tunnel = await open("sleep", "3600");
  const socket = enter(tunnel);
  await once(socket, "connect");
  tunnel.close();
  expect(await tunnel.lastWords()).toBe("");
});

test("without OpenSSH the connection ends, and why is told", async () => {
  const tunnel = await open("pharos-no-such-ssh");
  const socket = enter(tunnel);
  await once(socket, "close");
  expect(await tunnel.lastWords()).toContain("no OpenSSH client");
  tunnel.close();
});
