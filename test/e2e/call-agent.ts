/** Asks an agent for its health, as a program that a scenario starts in the lab's network: prints `answered`, or the code of the error. */
import { text } from "node:stream/consumers";
import { createSecureContext } from "node:tls";
import * as z from "zod";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import { toAgentConnection } from "../../shared/rpc/open-connection.ts";
import { openTransport } from "../../shared/rpc/open-transport.ts";

const Question = z.strictObject({
  address: z.string(),
  port: z.int(),
  identityName: z.string(),
  ca: z.string(),
  /** Both or none. */
  cert: z.string().optional(),
  key: z.string().optional(),
});

const { address, port, identityName, ...material } = Question.parse(
  JSON.parse(await text(process.stdin)),
);
const { ca, cert, key } = material;
const secureContext = createSecureContext({
  ca,
  ...(cert === undefined ? {} : { cert }),
  ...(key === undefined ? {} : { key }),
  minVersion: "TLSv1.3",
});
try {
  const { transport, close } = await openTransport({
    target: { address, port },
    identityName,
    secureContext,
  });
  await toAgentConnection(transport, close).host.getHealth(
    { podNetwork: false },
    { timeoutMs: 10_000 },
  );
  close();
  process.stdout.write("answered");
} catch (error) {
  process.stdout.write(toPharosError(error).code);
}
