import { constantFrom, tuple } from "fast-check";
import { toPharosError, unexpectedError } from "../../shared/errors/internal-errors.ts";
import { rpcPaths } from "../../shared/rpc/gen/rpc-path.ts";
import type { OpenTransport } from "../../shared/rpc/open-transport.ts";
import { encodeNodeSpec } from "../../shared/spec/node-spec-wire.ts";
import { minimalNodeSpec } from "../support/node-specs.ts";
import { askRaw } from "./ask-raw.ts";
import type { FuzzTarget } from "./fuzz-target.ts";
import { mutatedText } from "./mutated-text.ts";

const CALL_LIMIT_MS = 3_000;

const goodTexts = [
  Buffer.from("0a0568656c6c6f10011a0568656c6c6f", "hex").toString("latin1"),
  Buffer.from(encodeNodeSpec(minimalNodeSpec())).toString("latin1"),
];

/** Every RPC of a running agent with bytes of anybody who is let in: answered, and never by a bug of ours. */
export const rpcBytes = (transport: OpenTransport["transport"]): FuzzTarget => ({
  name: "rpc-bytes",
  input: tuple(constantFrom(...rpcPaths), mutatedText(goodTexts)).map(
    ([path, text]) => `${path} ${text}`,
  ),
  take: async (text) => {
    const end = text.indexOf(" ");
    const path = rpcPaths.find((one) => one === text.slice(0, end));
    if (path === undefined) return;
    const bytes = Buffer.from(text.slice(end + 1), "latin1");
    try {
      // Streams that go on are left after their first answer.
      await askRaw(transport, path, { bytes, timeoutMs: CALL_LIMIT_MS });
    } catch (error) {
      const failure = toPharosError(error);
      if (failure.code === unexpectedError.code) throw failure;
    }
  },
});
