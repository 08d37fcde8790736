import type { HostFacts } from "../../shared/spec/facts.ts";
import type { HostReader } from "../host/host.ts";

/** What a running service leaves in /run, the one that is used most first. */
const SERVICES: Readonly<Record<string, string>> = {
  "/run/systemd/timesync": "systemd-timesyncd",
  "/run/chrony": "chrony",
  "/run/chronyd.pid": "chrony",
  "/run/ntpd.pid": "ntpd",
  "/run/openntpd.sock": "openntpd",
};

/** timesyncd's own word; asking timedatectl starts a service that has to be waited for. */
const SYNCHRONIZED = "/run/systemd/timesync/synchronized";

export const readTime = async (reader: HostReader): Promise<HostFacts["time"]> => {
  const [isMarked, service] = await Promise.all([
    reader.files.stat(SYNCHRONIZED),
    findService(reader),
  ]);
  const synchronized = isMarked !== undefined || (await askTimedatectl(reader));
  return {
    synchronized,
    nowMs: reader.now().getTime(),
    ...(service === undefined ? {} : { service }),
  };
};

const findService = async ({ files }: HostReader): Promise<string | undefined> => {
  for (const [path, service] of Object.entries(SERVICES)) {
    if ((await files.stat(path)) !== undefined) return service;
  }
  return undefined;
};

const askTimedatectl = async ({ programs }: HostReader): Promise<boolean> => {
  try {
    const { stdout } = await programs.query({ program: "timedatectl", verb: "show" });
    return /^NTPSynchronized=yes$/m.test(stdout);
  } catch {
    return false;
  }
};
