import type { Paint } from "../terminal/paint.ts";
import type { HostPicture } from "./run-picture.ts";

/** One column wide in every terminal: none of them has a coloured form. */
export const DONE_MARK = "✓";
export const FAILED_MARK = "✗";

/** By the state of a host, those that somebody wants to see first. */
export const stateMarks: Readonly<
  Record<HostPicture["state"], { readonly mark: string; readonly color: Paint }>
> = {
  busy: { mark: "▸", color: "cyan" },
  failed: { mark: FAILED_MARK, color: "red" },
  "held-up": { mark: FAILED_MARK, color: "yellow" },
  waiting: { mark: "·", color: "dim" },
  done: { mark: DONE_MARK, color: "green" },
};
