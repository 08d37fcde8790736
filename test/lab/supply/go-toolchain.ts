import { join } from "node:path";
import { runCommand } from "./run-command.ts";
import type { StageRoom } from "./stage.ts";

/** Debian 12's Go; Kubernetes 1.20 builds with it in GOPATH mode. */
const goRoot = "/usr/lib/go-1.19";
const compileLimitMs = 60 * 60_000;
const progressMs = 15_000;

export interface GoBuild {
  /** GOPATH: packages are looked up below its `src`. */
  readonly goPath: string;
  readonly cwd: string;
  /** Import paths of main packages, or files of one. */
  readonly packages: readonly string[];
  /** Directory (ending in a slash) or file that gets the programs. */
  readonly output: string;
  readonly tags?: readonly string[];
  readonly linkerFlags?: readonly string[];
  /** Files that the compiler sees though the tree does not hold them: path in the tree to real path. */
  readonly overlayPath?: string;
}

/** Compiles static, stripped programs and says every 15 s how far it is. */
export const compileGo = async (room: StageRoom, build: GoBuild): Promise<void> => {
  const linkerFlags = ["-s", "-w", ...(build.linkerFlags ?? [])].join(" ");
  const overlay = build.overlayPath === undefined ? [] : ["-overlay", build.overlayPath];
  const tags = build.tags === undefined ? [] : ["-tags", build.tags.join(",")];
  const options = [
    "-v",
    "-trimpath",
    ...tags,
    ...overlay,
    "-ldflags",
    linkerFlags,
    "-o",
    build.output,
  ];
  let compiled = 0;
  const timer = setInterval(() => room.progress(`${compiled} packages compiled`), progressMs);
  try {
    await runCommand([join(goRoot, "bin", "go"), "build", ...options, ...build.packages], {
      cwd: build.cwd,
      env: goEnvironment(room, build.goPath),
      limitMs: compileLimitMs,
      onLine: () => {
        compiled += 1;
      },
    });
  } finally {
    clearInterval(timer);
  }
};

/** `GOFLAGS` and the like of the user must not reach the build; `go` itself must be on the PATH for generators. */
export const goEnvironment = (
  room: StageRoom,
  goPath: string,
): Readonly<Record<string, string>> => ({
  GOROOT: goRoot,
  GOPATH: goPath,
  GOCACHE: room.goCacheDirectory,
  // A killed compiler's leavings go with the unfinished stage.
  GOTMPDIR: room.directory,
  GO111MODULE: "off",
  GOFLAGS: "",
  GOENV: "off",
  CGO_ENABLED: "0",
  PATH: `${join(goRoot, "bin")}:${process.env["PATH"] ?? "/usr/bin:/bin"}`,
});
