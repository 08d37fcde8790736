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
   * Runs in a transient systemd unit `pharos-task-<work>-<task>-<letter>` that outlives the agent. An
   * agent that was restarted and asks for the same argv in the same task finds the unit, waits for it
   * and takes its result, once; a program that went down with a reboot is begun anew (the engine has
   * checked since). Its output stays in `/var/lib/pharos/runs/<work>/`, so it must print no secret.
   * An exit code other than 0 is `PROGRAM_FAILED` with program, code and the end of stderr; past its
   * limit `PROGRAM_TIMED_OUT`; a unit that vanished while it was waited for `PROGRAM_OUTCOME_UNKNOWN`.
   */
  readonly run: (run: ProgramRun) => Promise<ProgramResult>;
}
