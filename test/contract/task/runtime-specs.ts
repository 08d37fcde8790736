import type { FakeMachine } from "../../../agent/host/fake/fake-machine.ts";
import type { NodeSpec } from "../../../shared/spec/node-spec.ts";
import { fullWorker, leavingWorker } from "./example-specs.ts";

const mirrorSecret = { name: "image-mirror-1", hash: "0123456789abcdef0123" };

/** The full worker whose mirrors want a password, which it was given. */
export const passwordWorker: NodeSpec = {
  ...fullWorker,
  runtime: {
    ...fullWorker.runtime,
    mirrors: fullWorker.runtime.mirrors.map((mirror) => ({ ...mirror, credentials: mirrorSecret })),
  },
};

export const givenPasswords = (machine: FakeMachine): void => {
  const path = `/var/lib/pharos/secrets/${mirrorSecret.name}`;
  machine.files.seed(path, "dXNlcjpwYXNz");
  machine.files.seed(`${path}#hash`, mirrorSecret.hash);
};

/** The full worker with Docker, one mirror with an authority of its own. */
export const dockerWorker: NodeSpec = {
  ...fullWorker,
  packages: { ...fullWorker.packages, runtimePackage: "docker.io" },
  runtime: { ...fullWorker.runtime, kind: "docker" },
};

/** Through cri-dockerd. */
export const criDockerdWorker: NodeSpec = {
  ...dockerWorker,
  runtime: {
    ...dockerWorker.runtime,
    criDockerd: { version: "0.3.24", url: "http://192.0.2.1/c.tgz", sha256: "ab".repeat(32) },
  },
};

export const leavingDockerWorker: NodeSpec = {
  ...criDockerdWorker,
  ensure: "absent",
  packages: {
    ...dockerWorker.packages,
    installedByPharos: ["docker.io", ...leavingWorker.packages.installedByPharos],
  },
};

/** With cri-o, from its own repository, by mirrors that want a password. */
export const crioWorker: NodeSpec = {
  ...passwordWorker,
  packages: { ...fullWorker.packages, runtimePackage: "cri-o" },
  runtime: { ...passwordWorker.runtime, kind: "cri-o" },
};

export const leavingCrioWorker: NodeSpec = {
  ...crioWorker,
  ensure: "absent",
  packages: {
    ...crioWorker.packages,
    installedByPharos: ["cri-o", ...leavingWorker.packages.installedByPharos],
  },
};
