import type { FakeMachine, FakeProgram } from "./fake-machine.ts";

/** apt's helper: every address has an archive, which is whatever its checksum says. */
export const fakeDownload: FakeProgram = ({ files }, argv) => {
  const [, , url = "", target = "", checksum = ""] = argv;
  files.seed(target, `${url} ${checksum}\n`);
  return DONE;
};

/** Every archive has every member. */
export const fakeTar: FakeProgram = ({ files }, argv) => {
  const valueOf = (name: string): string =>
    argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3) ?? "";
  const archive = files.follow(valueOf("file"))?.text ?? "";
  files.seed(`${valueOf("directory")}/${argv.at(-1) ?? ""}`, `program of ${archive}`);
  return DONE;
};

export const fakeMove: FakeProgram = (machine: FakeMachine, argv) => {
  const [from = "", to = ""] = argv.slice(-2);
  if (machine.files.entry(from) === undefined) return { ...DONE, exitCode: 1 };
  machine.files.move(from, to);
  return DONE;
};

const DONE = { exitCode: 0, stdout: "", stderr: "" } as const;
