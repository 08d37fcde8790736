import type * as z from "zod";
import { parseDurationMs } from "../duration.ts";
import { textWith } from "./rule.ts";

/** A duration such as `5m` of at least `minimum`. */
export const duration = (minimum: string): z.ZodString =>
  textWith((text) => {
    const valueMs = parseDurationMs(text);
    if (valueMs === undefined) {
      return { message: `"${text}" is not a duration`, hint: "such as 30s, 5m, 1h30m or 7d" };
    }
    const tooShort = valueMs < (parseDurationMs(minimum) ?? 0);
    return tooShort ? { message: `"${text}" is shorter than ${minimum}` } : undefined;
  });
