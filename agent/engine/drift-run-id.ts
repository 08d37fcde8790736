/** Names a run that nobody asked for. Ids sort by time, and the host's journal keeps both kinds. */
export const toDriftRunId = (now: Date): string =>
  `${now.toISOString().replaceAll(/[:.]/g, "-")}${SUFFIX}`;

export const isDriftRunId = (run: string): boolean => run.endsWith(SUFFIX);

const SUFFIX = "-drift";
