import { expect, test } from "vitest";
import { FakeHost } from "../fake/fake-host.ts";
import type { PackageWriter } from "../packages.ts";
import { createPackageWriter } from "./real-package-writer.ts";
import type { TaskProgram } from "./task-program.ts";

const CONFIGURE = "dpkg --force-confdef --force-confold --configure --pending";
const UPDATE = "apt-get -q -o APT::Update::Error-Mode=any -o Acquire::Retries::Delay=false update";
const UPGRADE = "unattended-upgrade --verbose";

/** A host on which dpkg was killed; `begun`: what an earlier agent has begun and goes on. */
const open = ({ begun = "" } = {}) => {
  const { reader, machine } = new FakeHost();
  machine.files.seed("/var/lib/dpkg/updates/0001", "Package: slow\n");
  const ran: TaskProgram[] = [];
  const writer: PackageWriter = createPackageWriter({
    root: "/nowhere",
    files: reader.files,
    reader: reader.packages,
    spawnProgram: async ({ argv }) => ({ argv, exitCode: 0, stdout: "", stderr: "" }),
    taskPrograms: {
      goesOn: async (argv) => argv.join(" ") === begun,
      run: async (program) => {
        ran.push(program);
        return { argv: program.argv, exitCode: 0, stdout: "done", stderr: "" };
      },
    },
    sleep: async () => undefined,
    elapsedMs: () => 0,
  });
  return { writer, ran, words: () => ran.map(({ argv }) => argv.join(" ")) };
};

test("an upgrade finishes first what was interrupted, and lets its services start", async () => {
  const { writer, ran, words } = open();
  expect(await writer.upgrade("/apt.conf")).toBe("done");
  expect(words()).toEqual([UPDATE, CONFIGURE, UPGRADE]);
  expect(ran[1]?.mounts).toEqual([]);
});

test("an upgrade that an earlier agent has begun is waited for, and nothing is done beside it", async () => {
  const { writer, words } = open({ begun: UPGRADE });
  await writer.upgrade("/apt.conf");
  expect(words()).toEqual([UPGRADE]);
});

test("an installation that goes on is waited for, too", async () => {
  const { writer, words } = open();
  await writer.install([{ name: "socat" }]);
  const [configure = "", install = ""] = words();
  expect(configure).toBe(CONFIGURE);
  const again = open({ begun: install });
  await again.writer.install([{ name: "socat" }]);
  expect(again.words()).toEqual([install]);
});
