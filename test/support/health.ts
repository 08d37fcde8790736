import type { GetHealthResponse } from "../../shared/rpc/gen/host.ts";

/** An agent that is ready and has nothing to do. */
export const sampleHealth = (): GetHealthResponse => ({
  version: "0.1.0",
  bundleSha256: "ab".repeat(32),
  nodeVersion: "24.20.0",
  build: "0.1.0-abababababab",
  authoritiesEndAtMs: 0,
  trustNumber: 0,
  networkProblem: "",
  servicesProblem: "",
  snapshotCopiesProblem: "",
  uptimeMs: 1_000,
  membershipNumber: 1,
  generation: 0,
  runInProgress: undefined,
  ready: true,
  nowMs: 1_700_000_000_000,
  certificateEndsAtMs: 1_702_592_000_000,
});
