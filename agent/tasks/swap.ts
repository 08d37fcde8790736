import type { Task } from "../engine/task.ts";

export interface SwapSpec {
  /** `restored`: entries that we took out of fstab are back; used again from the next boot on. */
  readonly ensure: "off" | "restored";
}

export interface SwapState {
  readonly inUse: readonly string[];
  /** Text of fstab; absent: there is none. */
  readonly fstab?: string;
}

const FSTAB = "/etc/fstab";
const MARK = "# pharosctl: ";

/** No swap, now and at boot: kubelet refuses to run with it, and memory limits mean little. */
export const swap: Task<SwapSpec, SwapState> = {
  kind: "swap",
  name: () => "all",
  title: ({ ensure }) => (ensure === "off" ? "turn swap off" : "restore swap in /etc/fstab"),
  reads: () => [],
  writes: () => ["swap:all", `file:${FSTAB}`],
  check: async (host, { ensure }) => {
    const fstab = await host.files.read(FSTAB);
    const inUse = ensure === "off" ? await host.kernel.swaps() : [];
    return { inUse, ...(fstab === undefined ? {} : { fstab }) };
  },
  diff: ({ inUse, fstab = "" }, { ensure }) => {
    const lines = fstab.split("\n");
    const changed = ensure === "off" ? lines.filter(isSwap) : lines.filter(isMarked);
    return [
      ...changed.map((line) => ({ field: FSTAB, before: line, after: toggle(line) })),
      ...inUse.map((path) => ({ field: path, before: "in use" })),
    ];
  },
  apply: async (host, { ensure }, changes) => {
    const [text, stat] = await Promise.all([host.files.read(FSTAB), host.files.stat(FSTAB)]);
    const differs = changes.some(({ field }) => field === FSTAB);
    if (differs && text !== undefined && stat !== undefined) {
      const isMine = ensure === "off" ? isSwap : isMarked;
      const lines = text.split("\n").map((line) => (isMine(line) ? toggle(line) : line));
      const { mode, uid, gid } = stat;
      await host.files.write(FSTAB, lines.join("\n"), { mode, uid, gid });
    }
    if (changes.some(({ field }) => field !== FSTAB)) await host.kernel.swapOff();
  },
};

/** fstab(5): the third field is the kind of file system. */
const isSwap = (line: string): boolean =>
  !line.trimStart().startsWith("#") && line.trim().split(/\s+/)[2] === "swap";

const isMarked = (line: string): boolean => line.startsWith(MARK);

const toggle = (line: string): string => (isMarked(line) ? line.slice(MARK.length) : MARK + line);
