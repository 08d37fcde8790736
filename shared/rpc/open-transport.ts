import { Client, type ChannelOptions, connectivityState, Metadata } from "@grpc/grpc-js";
import { setTimeout as delay } from "node:timers/promises";
import type { PharosError } from "../errors/pharos-error.ts";
import { agentUnreachableError, callCancelledError } from "../errors/rpc-errors.ts";
import { createCalls } from "./client-calls.ts";
import type { ClientTransport } from "./client-transport.ts";
import type { ConnectOptions } from "./connect.ts";
import { maxMessageBytes } from "./limits.ts";
import { ObservedCredentials } from "./observed-credentials.ts";
import { renderTarget, toGrpcTarget } from "./target.ts";
import { toTlsError } from "./tls-error.ts";

export interface OpenTransport {
  readonly transport: ClientTransport;
  /** Whether the connection stands; one that fell silent is found out within 15 seconds. */
  readonly isReady: () => boolean;
  readonly close: () => void;
}

/** Opens a channel of grpc-js and waits until it is ready. Errors as `connect`. */
export const openTransport = async (
  options: Omit<ConnectOptions, "gate">,
): Promise<OpenTransport> => {
  const credentials = new ObservedCredentials(options.secureContext);
  const target = toGrpcTarget(options.target);
  const client = new Client(target, credentials, toChannelOptions(options.identityName));
  try {
    await waitUntilReady(client, credentials, options);
  } catch (error) {
    client.close();
    throw error;
  }
  return {
    transport: createCalls(client, renderTarget(options.target)),
    isReady: () => client.getChannel().getConnectivityState(false) === connectivityState.READY,
    close: () => client.close(),
  };
};

const toChannelOptions = (identityName: string): ChannelOptions => ({
  // The certificate's name, whatever the address; also, grpc-js refuses TLS to an IP address on
  // newer Node versions without it.
  "grpc.ssl_target_name_override": identityName,
  "grpc.default_authority": identityName,
  // A connection is its owner's alone and ends when it is closed.
  "grpc.use_local_subchannel_pool": 1,
  "grpc.enable_channelz": 0,
  // Agents are never behind the proxy that packages and images are fetched through.
  "grpc.enable_http_proxy": 0,
  "grpc.service_config_disable_resolution": 1,
  // A call that changes something must not be sent twice.
  "grpc.enable_retries": 0,
  // Half the life of a lock: there is time for another way to the agent before it is lost.
  "grpc.keepalive_time_ms": 8_000,
  "grpc.keepalive_timeout_ms": 7_000,
  "grpc.initial_reconnect_backoff_ms": 500,
  "grpc.max_reconnect_backoff_ms": 5_000,
  "grpc.max_receive_message_length": maxMessageBytes,
  "grpc.max_send_message_length": maxMessageBytes,
});

const defaultTimeoutMs = 10_000;

const waitUntilReady = async (
  client: Client,
  credentials: ObservedCredentials,
  options: Omit<ConnectOptions, "gate">,
): Promise<void> => {
  const deadlineMs = Date.now() + (options.timeoutMs ?? defaultTimeoutMs);
  const address = renderTarget(options.target);
  for (;;) {
    const state = client.getChannel().getConnectivityState(true);
    if (state === connectivityState.READY) return;
    if (state === connectivityState.TRANSIENT_FAILURE) {
      throw await toConnectError(client, credentials, options);
    }
    const change = await watchState(client, state, deadlineMs, options.signal);
    if (change === "cancelled") throw callCancelledError({ address, method: "connect" });
    if (change === "timed-out") {
      throw agentUnreachableError({ address, reason: "no answer in time" });
    }
  }
};

const watchState = (
  client: Client,
  from: connectivityState,
  deadlineMs: number,
  signal: AbortSignal | undefined,
): Promise<"changed" | "timed-out" | "cancelled"> =>
  new Promise((resolve) => {
    const cancel = () => resolve("cancelled");
    if (signal?.aborted === true) cancel();
    signal?.addEventListener("abort", cancel, { once: true });
    client.getChannel().watchConnectivityState(from, deadlineMs, (error) => {
      signal?.removeEventListener("abort", cancel);
      resolve(error === undefined ? "changed" : "timed-out");
    });
  });

const toConnectError = async (
  client: Client,
  credentials: ObservedCredentials,
  options: Omit<ConnectOptions, "gate">,
): Promise<PharosError> => {
  // The alert with which a server refuses us may come a moment after the connection has failed.
  await delay(0);
  const address = renderTarget(options.target);
  const tlsError =
    credentials.lastFailure &&
    toTlsError(credentials.lastFailure, { address, identity: options.identityName });
  return tlsError ?? agentUnreachableError({ address, reason: await describeFailure(client) });
};

/** grpc-js tells why it is not connected to a call only: one that never leaves the machine. */
const describeFailure = (client: Client): Promise<string> =>
  new Promise((resolve) => {
    const empty = Buffer.alloc(0);
    const encode = () => empty;
    client.makeUnaryRequest(
      "/",
      encode,
      encode,
      empty,
      new Metadata(),
      { deadline: Date.now() + 1_000 },
      (error) => resolve(error?.details ?? "the connection failed"),
    );
  });
