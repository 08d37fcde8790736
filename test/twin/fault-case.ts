export const struckSubjects = ["cli", "agent", "host"] as const;
export const strikeManners = ["kill", "stop", "cut"] as const;

/** One apply that is disturbed once, in the middle of a task. */
export interface FaultCase {
  readonly subject: (typeof struckSubjects)[number];
  readonly manner: (typeof strikeManners)[number];
  /** Kind of the task, as `packages`. */
  readonly kind: string;
  /** Where it happens; a fault of the CLI happens to all. */
  readonly host: string;
  /** The task is the n-th, from 1, that this host has work for. */
  readonly place: number;
}

/** A task of an apply in peace. */
export interface RehearsedTask {
  readonly host: string;
  readonly kind: string;
  readonly place: number;
}

/** Every subject and manner at the first task of each kind. */
export const listFaultCases = (tasks: readonly RehearsedTask[]): readonly FaultCase[] => {
  const kinds = [...new Set(tasks.map(({ kind }) => kind))];
  return kinds.flatMap((kind) => {
    const task = tasks.find((one) => one.kind === kind);
    if (task === undefined) return [];
    return struckSubjects.flatMap((subject) =>
      strikeManners.map((manner) => ({ ...task, subject, manner })),
    );
  });
};

/** Every subject and manner once, each at another kind of task. */
export const pickQuickCases = (cases: readonly FaultCase[]): readonly FaultCase[] => {
  const kinds = [...new Set(cases.map(({ kind }) => kind))];
  const pairs = struckSubjects.flatMap((subject) =>
    strikeManners.map((manner) => ({ subject, manner })),
  );
  return pairs.flatMap(({ subject, manner }, index) => {
    const kind = kinds[Math.floor((index * kinds.length) / pairs.length)];
    return cases.filter(
      (one) => one.kind === kind && one.subject === subject && one.manner === manner,
    );
  });
};
