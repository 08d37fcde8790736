import { readFile, readlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import type { LoopbackHost } from "../support/loopback-host.ts";

/** What can be done to an agent of the twin. */
const twinFaultKinds = ["slow", "die", "return", "lie", "cut", "fail-task"] as const;

/** `KIND:HOST[:ARGUMENT]@SECONDS`, as `--fault` takes it. */
export const TwinFault = z.object({
  kind: z.enum(twinFaultKinds),
  host: z.string(),
  /** `slow`: the factor; `lie`: the version; `fail-task`: the beginning of a write, `packages.install`. */
  argument: z.string(),
  /** After the start of each operation. */
  atMs: z.number(),
});
export type TwinFault = z.infer<typeof TwinFault>;

const PATTERN = /^(?<kind>[a-z-]+):(?<host>[^:@]+)(?::(?<argument>[^@]+))?@(?<seconds>[\d.]+)$/;

/** Throws a `RangeError` that names what is wrong. */
export const parseTwinFault = (text: string): TwinFault => {
  const { kind, host, argument = "", seconds } = PATTERN.exec(text)?.groups ?? {};
  const parsed = TwinFault.safeParse({ kind, host, argument, atMs: Number(seconds) * 1000 });
  if (parsed.success) return parsed.data;
  throw new RangeError(
    `${text} is no KIND:HOST[:ARGUMENT]@SECONDS with a kind of ${twinFaultKinds.join(", ")}`,
  );
};

export interface FaultedHost {
  readonly host: LoopbackHost;
  readonly setFactor: (factor: number) => void;
  readonly cut: () => void;
}

/** Does it now. */
export const commitFault = async (
  { host, setFactor, cut }: FaultedHost,
  { kind, argument }: Pick<TwinFault, "kind" | "argument">,
): Promise<void> => {
  const { faults } = host.fake.machine;
  switch (kind) {
    case "slow":
      setFactor(Number(argument === "" ? 10 : argument));
      return;
    case "die":
      faults.dieAt(host.fake.machine.writes.length + 1, "before");
      cut();
      await host.stop();
      return;
    case "return":
      faults.revive();
      await host.start();
      return;
    case "lie":
      await tellVersion(host, argument === "" ? "9.9.9" : argument);
      await host.start();
      return;
    case "cut":
      cut();
      return;
    case "fail-task":
      faults.failNext(argument, new Error("the twin was told to fail here"));
  }
};

/** The agent says what its build's record says. */
const tellVersion = async ({ paths }: LoopbackHost, version: string): Promise<void> => {
  const folder = join(paths.agentShelf, await readlink(join(paths.agentShelf, "current")));
  const path = join(folder, "build.json");
  const record: unknown = JSON.parse(await readFile(path, "utf8"));
  await writeFile(path, JSON.stringify({ ...Object(record), version }));
};
