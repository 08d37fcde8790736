import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answerFromDirectory, answerStatus } from "./file-answer.ts";
import { answerRegistry } from "./registry-api.ts";

export interface ServedPaths {
  readonly aptRoot: string;
  readonly registryRoot: string;
}

export interface ServeOptions {
  readonly bindAddress: string;
  /** Port of the package repositories; 0 takes a free one, absent serves none. */
  readonly aptPort?: number;
  /** Port of the image registry; 0 takes a free one, absent serves none. */
  readonly registryPort?: number;
}

export interface SupplyServer {
  /** As `http://ADDRESS:PORT`, without a slash at the end. */
  readonly aptUrl: string | undefined;
  readonly registryUrl: string | undefined;
  readonly close: () => Promise<void>;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Serves package repositories and images over plain HTTP until `close`. */
export const serveSupply = async (
  paths: ServedPaths,
  options: ServeOptions,
): Promise<SupplyServer> => {
  const { bindAddress, aptPort, registryPort } = options;
  const servers: Server[] = [];
  const start = async (port: number, answer: Answer): Promise<string> => {
    const server = createServer(
      (request, response) => void answerSafely(answer, request, response),
    );
    servers.push(server);
    server.listen(port, bindAddress);
    await once(server, "listening");
    return toUrl(server.address());
  };
  const aptUrl =
    aptPort === undefined ? undefined : await start(aptPort, answerFromDirectory(paths.aptRoot));
  const registryUrl =
    registryPort === undefined
      ? undefined
      : await start(registryPort, await answerRegistry(paths.registryRoot));
  return {
    aptUrl,
    registryUrl,
    close: async () => {
      await Promise.all(servers.map(closeServer));
    },
  };
};

/** A client that goes away in the middle of a file must not end the server. */
const answerSafely = async (
  answer: Answer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  try {
    await answer(request, response);
  } catch {
    if (response.headersSent) response.destroy();
    else answerStatus(response, 500);
  }
};

const toUrl = (address: AddressInfo | string | null): string => {
  if (address === null || typeof address === "string")
    throw new Error("the server listens on no port");
  const host = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
};

const closeServer = async (server: Server): Promise<void> => {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
};
