import type { SecretServiceHandlers } from "../../shared/rpc/gen/secret-service.ts";
import type { Agent } from "../agent.ts";

/** Secrets that specs name by a keyed hash: they come in here and never go out again. */
export const secretService = ({ secrets, coordination }: Agent): SecretServiceHandlers => ({
  putSecrets: async (request) => {
    await coordination.checkFencing(request.fencingNumber);
    for (const { name, hash, value } of request.secrets) await secrets.put(name, hash, value);
    return {};
  },
  listSecrets: async () => ({ secrets: await secrets.list() }),
});
