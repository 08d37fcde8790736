/** The container runtime on its CRI socket, as far as the agent needs it. */
export interface RuntimeReader {
  /** `undefined`: nothing answers on the socket. */
  readonly version: () => Promise<{ readonly name: string; readonly version: string } | undefined>;
  /** References of all images that are there; `undefined` as above. */
  readonly images: () => Promise<ReadonlySet<string> | undefined>;
  /** Pod sandboxes that exist, any state; `undefined` as above. */
  readonly sandboxes: () => Promise<readonly string[] | undefined>;
  /** Pods whose sandbox runs; `undefined` as above. */
  readonly pods: () => Promise<readonly RunningPod[] | undefined>;
}

export interface RunningPod {
  /** Of its sandbox. */
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  readonly startedAtMs: number;
}

export interface RuntimeWriter {
  /** Throws `IMAGE_PULL_FAILED`. */
  readonly pullImage: (reference: string) => Promise<void>;
  readonly removeSandboxes: () => Promise<void>;
  /** Ends a pod's sandbox with all that runs in it; the kubelet starts another one for a static pod. */
  readonly stopPod: (id: string) => Promise<void>;
}
