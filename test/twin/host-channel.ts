import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";
import * as z from "zod";

/** What a process asks of the one that a host lives in. */
export const HostRequest = z.object({
  verb: z.enum(["probe", "documents", "run", "fault", "count", "cluster"]),
  /** Absent: all hosts of the process. */
  host: z.optional(z.string()),
  argv: z.array(z.string()),
});
export type HostRequest = z.infer<typeof HostRequest>;

const Frame = z.object({
  text: z.optional(z.string()),
  end: z.optional(z.literal(true)),
  failed: z.optional(z.string()),
});

export interface HostCall {
  readonly input?: AsyncIterable<Uint8Array | string> | string;
  readonly onOutput?: (text: string) => void;
  readonly signal?: AbortSignal;
}

export type AnswerHost = (
  request: HostRequest,
  input: AsyncIterable<string>,
  output: (text: string) => void,
) => Promise<string>;

/** One call: its output as it comes, all of it at the end. Rejects with what the other process says. */
export const callHost = async (
  socketPath: string,
  request: HostRequest,
  { input = "", onOutput, signal }: HostCall = {},
): Promise<string> => {
  const socket = connect(socketPath);
  signal?.addEventListener("abort", () => socket.destroy(), { once: true });
  send(socket, request);
  void sendInput(socket, typeof input === "string" ? [input] : input).catch(() => socket.destroy());
  for await (const line of createInterface({ input: socket, crlfDelay: Infinity })) {
    const { text, end, failed } = Frame.parse(JSON.parse(line));
    if (failed !== undefined) throw new Error(failed);
    if (end === true) {
      socket.destroy();
      return text ?? "";
    }
    if (text !== undefined) onOutput?.(text);
  }
  throw new Error(`${request.verb} at ${request.host ?? "all"}: the channel has ended`);
};

/** Answers such calls until it is closed. */
export const listenForCalls = async (socketPath: string, answer: AnswerHost): Promise<Server> => {
  const server = createServer((socket) => void serveCall(socket, answer));
  server.listen(socketPath);
  await once(server, "listening");
  return server;
};

const serveCall = async (socket: Socket, answer: AnswerHost): Promise<void> => {
  socket.on("error", () => socket.destroy());
  const lines = createInterface({ input: socket, crlfDelay: Infinity })[Symbol.asyncIterator]();
  try {
    const first = await lines.next();
    if (first.done === true) return;
    const request = HostRequest.parse(JSON.parse(first.value));
    const text = await answer(request, inputOf(lines), (text) => send(socket, { text }));
    send(socket, { end: true, text });
  } catch (error) {
    send(socket, { failed: error instanceof Error ? error.message : String(error) });
  }
};

async function* inputOf(lines: AsyncIterator<string>): AsyncGenerator<string> {
  for (;;) {
    const next = await lines.next();
    if (next.done === true) return;
    const { text, end } = Frame.parse(JSON.parse(next.value));
    if (end === true) return;
    if (text !== undefined) yield text;
  }
}

const sendInput = async (
  socket: Socket,
  input: AsyncIterable<Uint8Array | string> | Iterable<string>,
): Promise<void> => {
  for await (const chunk of input) {
    if (socket.destroyed) return;
    send(socket, { text: typeof chunk === "string" ? chunk : Buffer.from(chunk).toString() });
  }
  send(socket, { end: true });
};

const send = (socket: Socket, message: object): void => {
  if (!socket.destroyed) socket.write(`${JSON.stringify(message)}\n`);
};
