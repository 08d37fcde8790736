import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls, createSecureContext } from "node:tls";
import { setTimeout as sleep } from "node:timers/promises";
import { renderPrivateKey } from "../../shared/pki/private-key.ts";
import { createClientContext } from "../../shared/rpc/tls-material.ts";
import { createTestPki } from "../support/test-pki.ts";
import { askRaw } from "./ask-raw.ts";
import type { LiveAgent } from "./live-agent.ts";

export interface HostileResult {
  readonly attack: string;
  readonly passed: boolean;
  readonly figures: Readonly<Record<string, number>>;
  readonly remark?: string;
}

/** What one peer is after which the agent must still answer its administrator. */
interface Attack {
  readonly name: string;
  readonly count: number;
  /** Opens one; gives how many bytes of an answer it got that only friends get. */
  readonly open: (agent: LiveAgent) => Promise<Socket>;
  /** How long all of them stay. */
  readonly holdMs: number;
}

const HELD_MS = 2_000;
const GROWTH_LIMIT_BYTES = 200 * 1024 * 1024;
const ANSWER_LIMIT_MS = 10_000;

/** Peers that nobody has let in, by the hundred: none gets an answer, and the administrator still does. */
export const attackAll = async (
  agent: LiveAgent,
  isQuick: boolean,
): Promise<readonly HostileResult[]> => {
  const results: HostileResult[] = [];
  for (const attack of await listAttacks(isQuick)) results.push(await attackOnce(agent, attack));
  results.push(await sendGiants(agent), await readNothing(agent, isQuick ? 20 : 200));
  return results;
};

const listAttacks = async (isQuick: boolean): Promise<readonly Attack[]> => {
  const stranger = await createTestPki();
  const { chain, privateKey } = await stranger.operator("eve", "admin");
  const roots = stranger.trust.rootCertificate;
  const foreign = createClientContext({ roots, chain, key: renderPrivateKey(privateKey) });
  const over =
    (secureContext: ReturnType<typeof createSecureContext>) =>
    async ({ address, port }: LiveAgent) =>
      connectTls({
        host: address,
        port,
        secureContext,
        rejectUnauthorized: false,
        ALPNProtocols: ["h2"],
      });
  const plain =
    (text: string) =>
    async ({ address, port }: LiveAgent) => {
      const socket = connectTcp(port, address);
      socket.write(text);
      return socket;
    };
  const count = isQuick ? 100 : 500;
  const hold = { count, holdMs: isQuick ? 500 : HELD_MS };
  return [
    { name: "HTTP/2 without TLS", open: plain("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), ...hold },
    {
      name: "garbage without TLS",
      open: plain("\u0000\u0001\u0002 GET / HTTP/1.1\r\n".repeat(50)),
      ...hold,
    },
    {
      name: "TLS without a certificate",
      open: over(createSecureContext({ minVersion: "TLSv1.3" })),
      ...hold,
    },
    { name: "TLS with a certificate of another authority", open: over(foreign), ...hold },
    {
      name: "TLS 1.2",
      open: over(createSecureContext({ maxVersion: "TLSv1.2", minVersion: "TLSv1.2" })),
      ...hold,
    },
    {
      name: "connections that say nothing",
      open: plain(""),
      count: isQuick ? 1_000 : 4_000,
      holdMs: hold.holdMs,
    },
  ];
};

const attackOnce = async (
  agent: LiveAgent,
  { name, count, open, holdMs }: Attack,
): Promise<HostileResult> => {
  const before = await agent.twin.usage();
  let answeredBytes = 0;
  const sockets: Socket[] = [];
  for (let index = 0; index < count; index += 1) {
    const socket = await open(agent);
    socket.on("error", () => socket.destroy());
    // Of TLS alone: bytes before it stands are alerts.
    socket.on(
      "data",
      (bytes: Buffer) => (answeredBytes += "encrypted" in socket ? bytes.length : 0),
    );
    sockets.push(socket);
    if (index % 100 === 99) await sleep(20);
  }
  await sleep(holdMs);
  const answerMs = await askHealth(agent);
  const openStill = sockets.filter(({ destroyed }) => !destroyed).length;
  for (const socket of sockets) socket.destroy();
  const after = await agent.twin.usage();
  const grownBytes = after.rssBytes - before.rssBytes;
  const passed =
    answeredBytes === 0 && answerMs < ANSWER_LIMIT_MS && grownBytes < GROWTH_LIMIT_BYTES;
  return {
    attack: name,
    passed,
    figures: { count, openStill, answeredBytes, answerMs, grownBytes },
  };
};

/** Milliseconds until the administrator has an answer over a new connection; Infinity: there is none. */
const askHealth = async (agent: LiveAgent): Promise<number> => {
  const startedMs = performance.now();
  try {
    const opened = await agent.open(await agent.contextOf("admin"));
    await askRaw(opened.transport, "/pharos.v1.HostService/GetHealth", { timeoutMs: 10_000 });
    opened.close();
    return Math.round(performance.now() - startedMs);
  } catch {
    return Number.MAX_SAFE_INTEGER;
  }
};

const GIANT_BYTES = 3_900_000;
const GIANTS = 20;

/** As large as the wire takes; each is refused for its size or for what it is. */
const sendGiants = async (agent: LiveAgent): Promise<HostileResult> => {
  const before = await agent.twin.usage();
  const opened = await agent.open(await agent.contextOf("admin"));
  const bytes = Buffer.alloc(GIANT_BYTES, 0x0a);
  const outcomes = await Promise.allSettled(
    Array.from({ length: GIANTS }, () =>
      askRaw(opened.transport, "/pharos.v1.SpecService/Plan", { bytes, timeoutMs: 30_000 }),
    ),
  );
  opened.close();
  const answerMs = await askHealth(agent);
  const grownBytes = (await agent.twin.usage()).rssBytes - before.rssBytes;
  const taken = outcomes.filter(({ status }) => status === "fulfilled").length;
  return {
    attack: "giant requests",
    passed: taken === 0 && answerMs < ANSWER_LIMIT_MS && grownBytes < GROWTH_LIMIT_BYTES,
    figures: { count: GIANTS, taken, answerMs, grownBytes },
  };
};

/** Streams that are asked for and never read. */
const readNothing = async (agent: LiveAgent, count: number): Promise<HostileResult> => {
  const before = await agent.twin.usage();
  const context = await agent.contextOf("viewer");
  const opened = await Promise.all(
    Array.from({ length: Math.ceil(count / 50) }, () => agent.open(context)),
  );
  const leave = new AbortController();
  const readers = Array.from({ length: count }, async (_, index) => {
    const transport = opened[index % opened.length]?.transport;
    if (transport === undefined) return;
    const { signal } = leave;
    // Most are refused: an agent tells its events to a few readers only.
    await askRaw(transport, "/pharos.v1.EventService/WatchEvents", { signal }).catch(
      () => undefined,
    );
  });
  await sleep(HELD_MS);
  const answerMs = await askHealth(agent);
  const grownBytes = (await agent.twin.usage()).rssBytes - before.rssBytes;
  leave.abort();
  await Promise.allSettled(readers);
  for (const { close } of opened) close();
  return {
    attack: "streams that nobody reads",
    passed: answerMs < ANSWER_LIMIT_MS && grownBytes < GROWTH_LIMIT_BYTES,
    figures: { count, answerMs, grownBytes },
  };
};
