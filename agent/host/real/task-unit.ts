/** Which of a task's programs, in order: `a`, `b`, …; part of unit and file names. */
export interface TaskUnit {
  readonly work: string;
  readonly taskNumber: number;
  readonly letter: string;
}

/** What ties a transient unit to the argv that it runs; a file beside its output until its result was taken. */
export interface TaskUnitRecord {
  readonly argv: readonly string[];
  /** Transient units do not survive a boot. */
  readonly bootId: string;
}

export const TASK_UNIT_PATTERN = "pharos-task-*.service";

export const toUnitName = ({ work, taskNumber, letter }: TaskUnit): string =>
  `pharos-task-${work}-${taskNumber}-${letter}.service`;

export const parseUnitName = (name: string): TaskUnit | undefined => {
  const parts = /^pharos-task-(.+)-(\d+)-([a-z])\.service$/.exec(name);
  if (parts === null) return undefined;
  const [, work = "", taskNumber = "", letter = ""] = parts;
  return { work, taskNumber: Number(taskNumber), letter };
};

export const outputFolder = (work: string): string => `/var/lib/pharos/runs/${work}`;

/** Path without suffix: `.json` is the record, `.stdout` and `.stderr` the output. */
export const outputPath = (unit: TaskUnit): string =>
  `${outputFolder(unit.work)}/${unit.taskNumber}-${unit.letter}`;
