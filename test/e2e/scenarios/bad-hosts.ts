import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Document } from "yaml";
import type { Lab } from "../../lab/lab.ts";
import type { Cli } from "../cli.ts";
import { readErrorDocument } from "../error-document.ts";
import { expectNone } from "../expectation.ts";
import { compareAllHostPictures, takeHostPictures } from "../host-picture.ts";
import type { Scenario } from "../scenario.ts";

interface BadHost {
  readonly title: string;
  readonly host: string;
  readonly code: string;
  /** Makes the host, the file or the administrator's home bad; gives back how to undo it. */
  readonly spoil: (lab: Lab, cli: Cli) => Promise<() => Promise<void>>;
}

/** The second host of cluster.yml. */
const W1 = "10.77.0.21";

/** What is wrong with a host is found before anything is done to any of them, and said in one error. */
export const badHosts: Scenario = {
  name: "bad-hosts",
  needs: "bare",
  run: async ({ lab, cli, note }) => {
    await addPlainUser(lab);
    const before = await takeHostPictures(lab);
    const problems: string[] = [];
    for (const bad of cases) {
      const undo = await bad.spoil(lab, cli);
      const found = await tryApply(bad, cli);
      await undo();
      await cli.writeConfig();
      problems.push(...found.map((problem) => `${bad.title}: ${problem}`));
    }
    problems.push(...compareAllHostPictures(before, await takeHostPictures(lab)));
    note(`${cases.length} cases`);
    expectNone("bad hosts", problems);
  },
};

const cases: readonly BadHost[] = [
  {
    title: "a host that is off",
    host: "10.77.0.22",
    code: "SSH_UNREACHABLE",
    spoil: async (lab) => {
      await lab.powerOff("w2", true);
      return async () => await lab.powerOn("w2");
    },
  },
  inFile("a user that does not exist", "SSH_LOGIN_REFUSED", (file) =>
    file.setIn(["hosts", 1, "user"], "nobody-here"),
  ),
  inFile("a user without sudo", "SUDO_REFUSED", (file) =>
    file.setIn(["hosts", 1, "user"], "plain"),
  ),
  {
    title: "a host key that is not known",
    host: W1,
    code: "HOST_KEY_UNKNOWN",
    spoil: async (_lab, cli) => {
      await forgetKeys(cli);
      await cli.editConfig((file) => void file.deleteIn(["hosts", 1, "host_key"]));
      return async () => {};
    },
  },
  inFile("a host key that is not the pinned one", "HOST_KEY_NOT_PINNED", (file) =>
    file.setIn(["hosts", 1, "host_key"], file.getIn(["hosts", 0, "host_key"])),
  ),
  {
    title: "a host key that is not the known one",
    host: W1,
    code: "HOST_KEY_CHANGED",
    spoil: async (_lab, cli) => {
      await forgetKeys(cli);
      await cli.editConfig((file) => void file.deleteIn(["hosts", 1, "host_key"]));
      const knownHosts = join(cli.home, ".ssh", "known_hosts");
      await mkdir(join(cli.home, ".ssh"), { recursive: true, mode: 0o700 });
      await writeFile(knownHosts, `${W1} ssh-ed25519 ${OTHER_KEY}\n`);
      return async () => await writeFile(knownHosts, "");
    },
  },
  standIn("another operating system", "OS_UNSUPPORTED", "/etc/os-release", oldUbuntu()),
  standIn("another processor", "ARCHITECTURE_UNSUPPORTED", "/usr/local/bin/uname", foreignUname()),
  standIn("a clock that is off", "CLOCK_OFF", "/usr/local/bin/date", lateDate()),
];

/** A key that was pinned once is known from then on, also without its pin. */
async function forgetKeys(cli: Cli): Promise<void> {
  await rm(join(cli.home, ".pharos", "known_hosts"), { force: true });
}

/** A public key that nobody has: 32 zero bytes in OpenSSH's form. */
const OTHER_KEY = Buffer.concat([
  Buffer.from([0, 0, 0, 11]),
  Buffer.from("ssh-ed25519"),
  Buffer.from([0, 0, 0, 32]),
  Buffer.alloc(32),
]).toString("base64");

function oldUbuntu(): string {
  return 'ID=ubuntu\nVERSION_ID="18.04"\nPRETTY_NAME="Ubuntu 18.04.6 LTS"\n';
}

function foreignUname(): string {
  return '#!/bin/sh\n[ "$1" = -m ] && echo riscv64 || exec /usr/bin/uname "$@"\n';
}

/** A container shares the machine's clock, so only this program is wrong about the time. */
function lateDate(): string {
  return '#!/bin/sh\nexec /usr/bin/date -d "+2 hours" "$@"\n';
}

function inFile(title: string, code: string, edit: (file: Document) => unknown): BadHost {
  return {
    title,
    host: W1,
    code,
    spoil: async (_lab, cli) => {
      await cli.editConfig((file) => void edit(file));
      return async () => {};
    },
  };
}

/** A file of the host that says something else until it is put back. */
function standIn(title: string, code: string, path: string, text: string): BadHost {
  return {
    title,
    host: W1,
    code,
    spoil: async (lab) => {
      const keep = `[ ! -e "$1" ] || mv "$1" "$1.kept"; cat >"$1"; chmod 755 "$1"`;
      await lab.ssh("w1", ["sh", "-c", keep, "sh", path], { input: text });
      const restore = `rm -f "$1"; [ ! -e "$1.kept" ] || mv "$1.kept" "$1"`;
      return async () => void (await lab.ssh("w1", ["sh", "-c", restore, "sh", path]));
    },
  };
}

async function addPlainUser(lab: Lab): Promise<void> {
  const script = `useradd -m -s /bin/sh plain && install -d -o plain -m 700 /home/plain/.ssh &&
    install -o plain -m 600 /home/ubuntu/.ssh/authorized_keys /home/plain/.ssh/authorized_keys`;
  await lab.ssh("w1", ["sh", "-c", script]);
}

async function tryApply({ host, code }: BadHost, cli: Cli): Promise<readonly string[]> {
  const result = await cli.run("apply", "--yes", "--output", "json");
  const failures = readErrorDocument(result.stdout);
  const mine = failures.filter((failure) => failure.host === host);
  return [
    ...(result.code === 1 ? [] : [`exit code ${result.code} instead of 1`]),
    ...(mine.map((failure) => failure.code).join() === code
      ? []
      : [`${mine.map((failure) => failure.code).join() || "no error"} instead of ${code}`]),
    ...failures.filter(({ hint }) => hint === "").map((failure) => `${failure.code} has no hint`),
    ...(failures.length === mine.length ? [] : [`more errors: ${JSON.stringify(failures)}`]),
    ...(await draftsOf(cli)).map((name) => `left ${name} in ~/.pharos`),
  ];
}

/** But for host keys, which are not asked twice. */
async function draftsOf(cli: Cli): Promise<readonly string[]> {
  const names = await readdir(join(cli.home, ".pharos")).catch(() => []);
  return names.filter((name) => name !== "known_hosts");
}
