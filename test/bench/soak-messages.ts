import * as z from "zod";

/** What the soak's server is told before it listens. */
export const soakServerSetup = z.object({
  server: z.enum(["tls", "grpc"]),
  /** How it asks for the peer's certificate. */
  read: z.enum(["getPeerCertificate", "getPeerX509Certificate"]),
  clusterId: z.string(),
  cert: z.string(),
  key: z.string(),
  trust: z.object({
    rootCertificate: z.string(),
    agentsIntermediate: z.string(),
    operatorsIntermediate: z.string(),
  }),
});
export type SoakServerSetup = Readonly<z.infer<typeof soakServerSetup>>;

/** The server's first answer. */
export const soakServerReady = z.object({ port: z.number() });

/** Its answer to every later message: memory after garbage collection. */
export const memorySample = z.object({
  rssBytes: z.number(),
  nativeBytes: z.number(),
  identified: z.number(),
});
export type MemorySample = Readonly<z.infer<typeof memorySample>>;
