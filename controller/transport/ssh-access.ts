import type { SshSettings } from "../bootstrap/ssh-arguments.ts";
import type { SshTarget } from "../bootstrap/ssh-target.ts";
import type { RoutedHost, RouteMemory } from "./route-memory.ts";
import type { LazySocketFolder } from "./socket-folder.ts";

/** How agents are reached over SSH where their port cannot be. */
export interface SshAccess {
  /** Absent: cluster.yml does not name the host any more. */
  readonly toTarget: (host: RoutedHost) => SshTarget | undefined;
  readonly settings: SshSettings;
  /** The cluster's own known_hosts, for keys that cluster.yml pins. */
  readonly knownHostsFile: string;
  readonly memory: RouteMemory;
  readonly sockets: LazySocketFolder;
}
