import type * as wire from "../rpc/gen/common.ts";
import type { ProfileName } from "./run.ts";
import { wireEnum } from "./wire-reader.ts";

export const profiles = wireEnum<ProfileName, wire.Profile>({
  host: "PROFILE_HOST",
  "control-plane": "PROFILE_CONTROL_PLANE",
  worker: "PROFILE_WORKER",
  network: "PROFILE_NETWORK",
  cluster: "PROFILE_CLUSTER",
  absent: "PROFILE_ABSENT",
  drift: "PROFILE_DRIFT",
});
