import { parseArgs } from "node:util";
import * as z from "zod";
import { runSoak } from "./run-soak.ts";

/**
 * Does a server keep memory of connections with client certificates? (Node 24.21.0 and 26.8.0 keep
 * 4.4 KB of each.) Prints JSON and exits 1 above the limit, so that the Node that is shipped is
 * held to it:
 *
 *   node test/bench/connection-soak.ts [--connections 4000] [--server tls|grpc]
 *     [--read getPeerCertificate|getPeerX509Certificate] [--fast]
 */
const soakOptions = z.object({
  connections: z.coerce.number().int().positive().optional(),
  server: z.enum(["tls", "grpc"]).default("tls"),
  read: z.enum(["getPeerCertificate", "getPeerX509Certificate"]).default("getPeerCertificate"),
  fast: z.boolean().default(false),
});

const { values } = parseArgs({
  options: {
    connections: { type: "string" },
    server: { type: "string" },
    read: { type: "string" },
    fast: { type: "boolean" },
  },
});
const result = await runSoak(soakOptions.parse(values));
console.log(JSON.stringify(result, undefined, 2));
process.exitCode = result.nativePerConnectionBytes > result.limitBytes ? 1 : 0;
