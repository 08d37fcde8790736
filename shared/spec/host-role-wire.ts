import type * as wire from "../rpc/gen/common.ts";
import type { HostRole } from "./node-spec.ts";
import { wireEnum } from "./wire-reader.ts";

export const hostRoles = wireEnum<HostRole, wire.HostRole>({
  master: "HOST_ROLE_MASTER",
  worker: "HOST_ROLE_WORKER",
});
