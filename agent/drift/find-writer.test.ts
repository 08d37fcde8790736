import { expect, test } from "vitest";
import { simpleTask } from "../engine/simple-task.fake.ts";
import { FakeHost } from "../host/fake/fake-host.ts";
import { createFindWriter, findAptCommand } from "./find-writer.ts";

const history = [
  "Start-Date: 2026-01-01  10:00:00\nCommandline: apt-get install -y vim\nInstall: vim:amd64 (9.0)\nEnd-Date: x",
  "Start-Date: 2026-01-01  10:05:00\nCommandline: apt-get remove socat\nRequested-By: ada (1000)\nRemove: socat:amd64 (1.7), libwrap0:amd64 (7)\nEnd-Date: x",
  "Start-Date: 2026-01-01  10:06:00\nCommandline: apt-get install socat-doc\nInstall: socat-doc:amd64 (1.7)\n",
].join("\n\n");
const atMs = (text: string): number => new Date(text).getTime();

test("apt's history tells who changed a package", () => {
  const sinceMs = atMs("2026-01-01T10:00:00");
  expect(findAptCommand(history, ["socat"], sinceMs)).toBe("apt-get remove socat by ada (1000)");
  expect(findAptCommand(history, ["vim"], sinceMs)).toBe("apt-get install -y vim");
});

test.each([
  ["another package", ["nftables"], "2026-01-01T10:00:00"],
  ["an old change", ["socat"], "2026-01-01T10:05:01"],
])("apt's history tells nothing of %s", (_what, names, since) => {
  expect(findAptCommand(history, names, atMs(since))).toBeUndefined();
});

const task = simpleTask({ id: "file:/etc/x.conf", writes: ["file:/etc/x.conf"] });

/** A host with processes: command line, control group, open files. */
const hostWith = (
  processes: Readonly<Record<string, readonly [string, string, readonly string[]]>>,
): FakeHost => {
  const host = new FakeHost();
  for (const [id, [command, cgroup, open]] of Object.entries(processes)) {
    host.machine.files.seed(`/proc/${id}/cmdline`, command);
    host.machine.files.seed(`/proc/${id}/comm`, `${command.split("\0")[0]}\n`);
    host.machine.files.seed(`/proc/${id}/cgroup`, cgroup);
    host.machine.files.makeDirectory(`/proc/${id}/fd`, { mode: 0o500 });
    for (const [index, path] of open.entries())
      host.machine.files.link(`/proc/${id}/fd/${index}`, path);
  }
  return host;
};

const ask = (host: FakeHost) => createFindWriter(host.reader.files, host.reader.now)(task, []);

test("a process that names the file on its command line is told without the rest of the line", async () => {
  const host = hostWith({ 900001: ["sh\0-c\0echo secret >/etc/x.conf", "0::/user.slice", []] });
  expect(await ask(host)).toBe("sh (process 900001) names it on its command line");
});

test("an editor that has the file's copy open is told", async () => {
  const host = hostWith({ 900002: ["vim\0x.conf", "0::/user.slice", ["/etc/.x.conf.swp"]] });
  expect(await ask(host)).toBe("vim (process 900002) has it open");
});

test("services that only read the file are not accused, and nobody is where nobody is known", async () => {
  const service = "0::/system.slice/pharos-api-proxy.service";
  const host = hostWith({
    900003: ["haproxy\0-f\0/etc/x.conf", service, []],
    900004: ["cat\0/etc/y", "0::/user.slice", ["/etc/y"]],
  });
  expect(await ask(host)).toBeUndefined();
});
