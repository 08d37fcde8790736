import type { AuditServiceHandlers } from "../../shared/rpc/gen/audit-service.ts";
import { toWireAuditEntry } from "../../shared/spec/audit-wire.ts";
import type { Agent } from "../agent.ts";

/** Who asked this host for what. */
export const auditService = ({ audit }: Agent): AuditServiceHandlers => ({
  readAudit: async function* (_request, { signal }) {
    for (const entry of await audit.read()) {
      if (signal.aborted) return;
      yield toWireAuditEntry(entry);
    }
  },
});
