export interface KernelReader {
  /** Value of `net.ipv4.ip_forward` (slashes where a name has dots) as the kernel prints it, white space folded; `undefined`: no such key. */
  readonly sysctl: (key: string) => Promise<string | undefined>;
  /** Loaded as a module or built in. */
  readonly hasModule: (name: string) => Promise<boolean>;
  /** Swap areas in use, by path. */
  readonly swaps: () => Promise<readonly string[]>;
}

export interface KernelWriter {
  readonly setSysctl: (key: string, value: string) => Promise<void>;
  readonly loadModule: (name: string) => Promise<void>;
  readonly swapOff: () => Promise<void>;
}
