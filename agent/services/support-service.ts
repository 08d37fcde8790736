import type { SupportServiceHandlers } from "../../shared/rpc/gen/support-service.ts";
import type { Agent } from "../agent.ts";

/** What helps to find a fault, without secrets. */
export const supportService = ({ collectReport }: Agent): SupportServiceHandlers => ({
  collectReport: (_request, { signal }) => collectReport(signal),
});
