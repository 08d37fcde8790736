import * as z from "zod";
import type { Cli } from "./cli.ts";
import { expect } from "./expectation.ts";

const Reason = z.object({ gate: z.string(), passed: z.boolean(), text: z.string() });
const Document = z.object({
  hosts: z.array(
    z.object({
      host: z.string(),
      step: z.string(),
      reboot: z.array(Reason.extend({ untilMs: z.number().optional() })),
      upgrade: z.array(Reason.extend({ untilMs: z.number().optional() })),
    }),
  ),
});

export interface Why {
  readonly step: string;
  readonly reboot: Waits;
  readonly upgrade: Waits;
  readonly tookMs: number;
}

/** The last link of a chain of reasons, and until when it holds. */
export interface Waits {
  readonly gate: string;
  readonly text: string;
  readonly untilMs?: number | undefined;
}

/** What `status --why HOST` says that the host waits for. */
export async function askWhy(cli: Cli, host: string): Promise<Why> {
  const { stdout, tookMs } = await cli.must("status", "--why", host, "-o", "json");
  const [found] = Document.parse(JSON.parse(stdout)).hosts;
  expect(`status tells of ${host}: ${stdout}`, found?.host === host);
  const last = (chain: readonly Waits[] = []): Waits => chain.at(-1) ?? { gate: "", text: "" };
  return {
    step: found?.step ?? "",
    reboot: last(found?.reboot),
    upgrade: last(found?.upgrade),
    tookMs,
  };
}
