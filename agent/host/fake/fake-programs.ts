import { requireSuccess } from "../real/require-success.ts";
import type { ProgramReader, ProgramResult, ProgramRunner, ReadOnlyProgram } from "../programs.ts";
import { fakeDownload, fakeMove, fakeTar } from "./fake-archives.ts";
import { fakeSnapshotRestore } from "./fake-etcd.ts";
import { fakeKubeadm } from "./fake-kubeadm.ts";
import type { FakeMachine, FakeProgram } from "./fake-machine.ts";

type Output = Pick<ProgramResult, "exitCode" | "stdout" | "stderr">;

const NOT_FOUND: Output = { exitCode: 127, stdout: "", stderr: "not found" };

export const createFakeProgramReader = (machine: FakeMachine): ProgramReader => ({
  query: async (query) => ({ argv: [query.program], ...answer(machine, query) }),
});

const NO_RULES: FakeProgram = () => ({ exitCode: 0, stdout: "", stderr: "" });

const KNOWN: ReadonlyMap<string, FakeProgram> = new Map([
  ["kubeadm", fakeKubeadm],
  ["iptables-save", NO_RULES],
  ["ip6tables-save", NO_RULES],
  ["/usr/lib/apt/apt-helper", fakeDownload],
  ["tar", fakeTar],
  ["mv", fakeMove],
  ["ctr", fakeSnapshotRestore],
]);

/** Knows kubeadm, an empty packet filter, and what tests put into `machine.programs`; anything else is not found (127). */
export const createFakeProgramRunner = (machine: FakeMachine): ProgramRunner => ({
  run: async ({ argv, reason }) => {
    const result = await machine.write(`programs.run ${argv.join(" ")}`, () => {
      machine.runs.push(argv);
      const [name = ""] = argv;
      const program = machine.programs.get(name) ?? KNOWN.get(name);
      return { argv, ...(program?.(machine, argv) ?? NOT_FOUND) };
    });
    return requireSuccess(reason, result);
  },
});

const answer = (machine: FakeMachine, query: ReadOnlyProgram): Output => {
  switch (query.program) {
    case "systemd-detect-virt":
      return { exitCode: 0, stdout: "kvm\n", stderr: "" };
    case "timedatectl":
      return printed("NTP=yes\nNTPSynchronized=yes\nTimezone=Etc/UTC");
    case "kubeadm":
      return versionOf(machine, "kubeadm", (version) => `v${version}`);
    case "containerd":
      return versionOf(
        machine,
        "containerd",
        (version) => `containerd github.com/containerd/containerd ${version}`,
      );
    case "haproxy":
      return checkHaproxy(machine, query.path);
  }
};

const printed = (text: string): Output => ({ exitCode: 0, stdout: `${text}\n`, stderr: "" });

const versionOf = (
  machine: FakeMachine,
  name: string,
  render: (version: string) => string,
): Output => {
  const installed = machine.packages.get(name);
  return installed === undefined
    ? NOT_FOUND
    : printed(render(installed.version.split(/[~-]/)[0] ?? ""));
};

/** Only that every line is a word or more; a section that nobody knows is an error, as haproxy has it. */
const checkHaproxy = (machine: FakeMachine, path: string): Output => {
  if (!machine.packages.has("haproxy")) return NOT_FOUND;
  const text = machine.files.follow(path)?.text;
  const sections = (text ?? "").split("\n").filter((line) => /^[a-z]/.test(line));
  const known = ["global", "defaults", "frontend", "backend", "listen", "resolvers", "peers"];
  const isGood =
    text !== undefined && sections.every((line) => known.includes(line.split(" ")[0] ?? ""));
  return isGood
    ? printed("Configuration file is valid")
    : { exitCode: 1, stdout: "", stderr: `[ALERT] errors found in configuration file : ${path}` };
};
