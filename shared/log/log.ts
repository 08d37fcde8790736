/** Debug log: JSON lines on standard error, constant messages, values in fields, never a secret. */
export interface Log {
  readonly info: (message: string, fields?: LogFields) => void;
  readonly warn: (message: string, fields?: LogFields) => void;
}

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export const createLog = (write: (line: string) => void, now: () => Date): Log => {
  const say =
    (level: string) =>
    (message: string, fields: LogFields = {}) =>
      write(`${JSON.stringify({ at: now().toISOString(), level, message, ...fields })}\n`);
  return { info: say("info"), warn: say("warn") };
};
