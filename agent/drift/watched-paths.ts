import { FILTER_TABLE_PATH } from "./filter-watch.ts";
import type { Ref } from "../engine/ref.ts";

/** systemd keeps a link here for each unit that runs, `invocation:<unit>`, and takes it away at its end. */
const RUNNING_UNITS = "/run/systemd/units";
const UNIT_FILES = "/etc/systemd/system";
/** dpkg replaces it after each change of a package. */
export const DPKG_STATUS = "/var/lib/dpkg/status";

/**
 * Files whose change tells that what a ref names may have changed. `/*` at the end is any entry of a
 * folder. None for what lives in the kernel or in the cluster: that is seen by the clock.
 */
export const watchedPaths = (ref: Ref): readonly string[] => {
  const name = ref.slice(ref.indexOf(":") + 1);
  const kind = ref.slice(0, ref.indexOf(":"));
  switch (kind) {
    case "file":
      return name.startsWith("/sys/") ? [] : [name];
    case "unit":
      return [
        `${RUNNING_UNITS}/invocation:${name}`,
        `${UNIT_FILES}/${name}`,
        `${UNIT_FILES}/multi-user.target.wants/${name}`,
      ];
    case "package":
      return [DPKG_STATUS];
    case "packet-filter":
      return [FILTER_TABLE_PATH];
    default:
      return [];
  }
};
