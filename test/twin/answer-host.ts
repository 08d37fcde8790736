import type { LoopbackHost } from "../support/loopback-host.ts";
import type { HostRequest } from "./host-channel.ts";

/** What a host says over SSH before it has an agent. */
export const answerHost = async (
  host: LoopbackHost,
  {
    verb,
    argv,
  }: { readonly verb: "probe" | "documents" | "run"; readonly argv: HostRequest["argv"] },
  input: AsyncIterable<string>,
  onOutput: (text: string) => void,
): Promise<string> => {
  switch (verb) {
    case "probe":
      return await host.printProbe();
    case "documents":
      return await host.printDocuments();
    case "run":
      return await host.answer({ step: "", argv, input: toBytes(input), limitMs: 0, onOutput });
  }
};

async function* toBytes(input: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  for await (const text of input) yield Buffer.from(text);
}
