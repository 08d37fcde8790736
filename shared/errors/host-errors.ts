import { defineError } from "./define-error.ts";

export const programFailed = defineError<{
  readonly program: string;
  readonly reason: string;
  readonly exitCode: number;
  /** The end of what it printed on stderr, else on stdout. */
  readonly stderr: string;
}>({
  code: "PROGRAM_FAILED",
  blame: "environment",
  message: ({ reason, exitCode, stderr }) =>
    `${reason} ended with exit code ${exitCode}: ${tellingLine(stderr)}`,
  hint: ({ program }) =>
    `read the end of its output above, and run \`${program}\` on the host by hand if that is not enough`,
});

export const programTimedOut = defineError<{ readonly reason: string; readonly limitMs: number }>({
  code: "PROGRAM_TIMED_OUT",
  blame: "environment",
  message: ({ reason, limitMs }) =>
    `${reason} was not done after ${Math.round(limitMs / 1000)} s and was ended`,
  hint: () => "see what the host is busy with (load, disk, network), then run apply again",
});

export const programOutputTooLarge = defineError<{
  readonly reason: string;
  readonly limitBytes: number;
}>({
  code: "PROGRAM_OUTPUT_TOO_LARGE",
  blame: "environment",
  message: ({ reason, limitBytes }) =>
    `${reason} printed more than ${limitBytes} bytes and was ended`,
  hint: () => "run the same program on the host by hand and see what it prints",
});

/** The engine looks at the host again: the program may have done its work. */
export const programOutcomeUnknown = defineError<{
  readonly reason: string;
  readonly unit: string;
}>({
  code: "PROGRAM_OUTCOME_UNKNOWN",
  blame: "environment",
  message: ({ reason, unit }) => `${reason} ran in ${unit}, which is gone without a result`,
  hint: () => "run apply again: it looks at the host first",
});

export const taskUnitNotStarted = defineError<{
  readonly reason: string;
  readonly unit: string;
  readonly stderr: string;
}>({
  code: "TASK_UNIT_NOT_STARTED",
  blame: "environment",
  message: ({ reason, unit, stderr }) =>
    `systemd did not start ${unit} for ${reason}: ${tellingLine(stderr)}`,
  hint: ({ unit }) => `look at \`journalctl -u ${unit}\` on the host`,
});

export const unitFailed = defineError<{
  readonly unit: string;
  readonly action: string;
  readonly reason: string;
  /** The last 20 lines of the unit's log. */
  readonly log: string;
}>({
  code: "UNIT_FAILED",
  blame: "environment",
  message: ({ unit, action, reason }) => `systemctl ${action} ${unit} failed: ${reason}`,
  hint: ({ unit }) =>
    `the unit's last log lines are above; \`systemctl status ${unit}\` on the host tells more`,
});

export const fileRefused = defineError<{
  readonly path: string;
  readonly operation: string;
  /** The system's error code, `EACCES`, and what more is known of it. */
  readonly reason: string;
}>({
  code: "FILE_REFUSED",
  blame: "environment",
  message: ({ path, operation, reason }) => `cannot ${operation} ${path}: ${reason}`,
  hint: ({ path }) => `look at ${path} and the folder it is in: kind, owner, mount options`,
});

export const diskFull = defineError<{ readonly path: string }>({
  code: "DISK_FULL",
  blame: "environment",
  message: ({ path }) => `no space left to write ${path}`,
  hint: ({ path }) =>
    `make room on the file system of ${path} (\`df -h\`, \`df -i\`), then run the same command again`,
});

export const mountedBelow = defineError<{ readonly path: string; readonly mount: string }>({
  code: "MOUNTED_BELOW",
  blame: "environment",
  message: ({ path, mount }) => `${path} was not removed, because ${mount} is mounted inside it`,
  hint: ({ mount }) =>
    `unmount it if nothing needs it (\`umount ${mount}\`), then run the same command again`,
});

export const sysctlRefused = defineError<{
  readonly key: string;
  readonly value: string;
  readonly reason: string;
}>({
  code: "SYSCTL_REFUSED",
  blame: "environment",
  message: ({ key, value, reason }) => `the kernel refused ${key} = ${value}: ${reason}`,
  hint: () =>
    "a container or a hardened kernel may forbid it: set it outside, or leave it out of cluster.yml",
});

export const runtimeRefused = defineError<{
  readonly call: string;
  /** gRPC status code. */
  readonly status: number;
  readonly reason: string;
}>({
  code: "RUNTIME_REFUSED",
  blame: "environment",
  message: ({ call, reason }) => `the container runtime could not do ${call}: ${reason}`,
  hint: () =>
    "look at its journal on the host: `journalctl -u containerd`, or docker or crio instead",
});

export const imagePullFailed = defineError<{ readonly image: string; readonly reason: string }>({
  code: "IMAGE_PULL_FAILED",
  blame: "environment",
  message: ({ image, reason }) => `could not fetch the image ${image}: ${reason}`,
  hint: () =>
    "see that its registry, or its mirror in image_mirror, has it and is reached from the host; with a password, that `credentials` are good there",
});

/** The last line that speaks of an error, for people only; else the last line. The whole output is in the error's fields. */
const tellingLine = (text: string): string => {
  const lines = text
    .trimEnd()
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => !KUBEADM_ADVICE.test(line));
  return (
    lines.findLast((line) => /error|fatal|fail|cannot|denied/i.test(line)) ??
    lines.at(-1) ??
    "no message"
  );
};
/** Stands after each of its errors, and says nothing of it. */
const KUBEADM_ADVICE = /^To see the stack trace of this error execute with --v=/;
