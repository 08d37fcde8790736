import type { StreamProgram } from "../../agent/host/real/stream-program.ts";
import { programFailed } from "../../shared/errors/host-errors.ts";

/** Programs that print what stands here for them and end; all others are not installed. */
export const printProgram = (prints: ReadonlyMap<string, string>): StreamProgram =>
  async function* ({ argv: [program = ""] }) {
    const text = prints.get(program);
    if (text === undefined)
      throw programFailed({ program, reason: program, exitCode: 127, stderr: "not found" });
    yield Buffer.from(text);
  };
