import { defineError } from "./define-error.ts";

export const driftPauseInvalid = defineError<{ readonly reason: string; readonly forMs: number }>({
  code: "DRIFT_PAUSE_INVALID",
  blame: "user",
  message: ({ reason, forMs }) =>
    `drift cannot be paused for ${forMs} ms${reason === "" ? " without a reason" : ""}`,
  hint: () => "give `--reason TEXT` and `--for` a time from 1m to 30d, such as `--for 2h`",
});
