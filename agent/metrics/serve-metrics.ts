import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Log } from "../../shared/log/log.ts";
import { renderMetrics, type Seen } from "./render-metrics.ts";

/** On loopback of every host that has something to tell. */
export const METRICS_PORT = 7446;
const LOOPBACK = "127.0.0.1";
const LIMIT_MS = 5_000;
const MOST_CONNECTIONS = 8;

/**
 * Answers `GET /metrics` on loopback with what was last seen, which asks nobody anything. A port that
 * another program has is told and lived without. Gives the port; `undefined`: it could not be had.
 */
export const serveMetrics = async (
  read: () => Promise<Seen | undefined>,
  log: Log,
  port: number = METRICS_PORT,
): Promise<number | undefined> => {
  const server = createServer({ requestTimeout: LIMIT_MS }, ({ method, url }, response) => {
    if (method !== "GET" || url !== "/metrics") return response.writeHead(404).end();
    return void read()
      .catch(() => undefined)
      .then((seen) => {
        if (seen === undefined) return response.writeHead(503).end();
        response.setHeader("content-type", "text/plain; version=0.0.4; charset=utf-8");
        return response.end(renderMetrics(seen));
      });
  });
  server.maxConnections = MOST_CONNECTIONS;
  return await new Promise((resolve) => {
    server.once("error", (error) => {
      log.warn("there are no metrics", { port, error: String(error) });
      resolve(undefined);
    });
    server.listen(port, LOOPBACK, () => resolve(portOf(server.address())));
    server.unref();
  });
};

const portOf = (address: AddressInfo | string | null): number | undefined =>
  typeof address === "object" ? address?.port : undefined;
