export interface Route {
  /** CIDR, `default` is written `0.0.0.0/0` or `::/0`. */
  readonly destination: string;
  readonly gateway?: string;
  readonly device: string;
  /** Who made it: `kernel`, `static`, `boot`, `dhcp`, `bgp`, or a number; ours are `pharos` (117). */
  readonly protocol: string;
}

export interface InterfaceAddress {
  readonly device: string;
  readonly address: string;
  readonly prefixLength: number;
  readonly scope: string;
}

export interface Listener {
  readonly protocol: "tcp" | "udp";
  readonly address: string;
  readonly port: number;
  /** Name of the program, if it can be known. */
  readonly program?: string;
}

export interface NetworkReader {
  /** The main table, both families. */
  readonly routes: () => Promise<readonly Route[]>;
  readonly addresses: () => Promise<readonly InterfaceAddress[]>;
  readonly listeners: () => Promise<readonly Listener[]>;
  /** Asks a program on this host over HTTP; it has a second to answer. Never throws. */
  readonly askLoopback: (port: number, path: string) => Promise<LoopbackAnswer>;
}

export type LoopbackAnswer =
  | { readonly kind: "answered"; readonly text: string }
  | { readonly kind: "failed"; readonly reason: string };

export interface NetworkWriter {
  /** Adds or replaces one route of ours (protocol 117) in the main table. */
  readonly putRoute: (destination: string, gateway: string) => Promise<void>;
  readonly removeRoute: (destination: string) => Promise<void>;
  /** Removes an interface and what hangs on it; absent already: nothing. */
  readonly removeLink: (device: string) => Promise<void>;
}
