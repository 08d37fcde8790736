export interface ProgramResult {
  readonly argv: readonly string[];
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Programs that only look. Anything else is not expressible in a check. */
export type ReadOnlyProgram =
  | { readonly program: "systemd-detect-virt" }
  | { readonly program: "timedatectl"; readonly verb: "show" }
  | { readonly program: "kubeadm"; readonly verb: "version" }
  | { readonly program: "containerd"; readonly verb: "version" }
  | { readonly program: "haproxy"; readonly verb: "check"; readonly path: string };

export interface ProgramReader {
  /** Ends within 10 s; a program that is not there gives exit code 127. */
  readonly query: (query: ReadOnlyProgram) => Promise<ProgramResult>;
}

export interface ProgramRun {
  /** `kubeadm`, …: looked up in the usual root PATH. No shell is involved. */
  readonly argv: readonly string[];
  readonly limitMs: number;
  /** For people and the journal: `kubeadm init`. */
  readonly reason: string;
}

export interface ProgramRunner {
  /**
   * Runs in a transient systemd unit `pharos-task-<run>-<n>` that outlives the agent; an agent that
   * was restarted finds the unit by its name and takes its result instead of running it again.
   * An exit code other than 0 is the error `PROGRAM_FAILED` with argv, code and the end of stderr.
   */
  readonly run: (run: ProgramRun) => Promise<ProgramResult>;
}
