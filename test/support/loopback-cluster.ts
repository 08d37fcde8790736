import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FakeCluster } from "../../agent/host/fake/fake-cluster.ts";
import { renderPrivateKey } from "../../shared/pki/private-key.ts";
import { createLoopbackController, type LoopbackController } from "./loopback-controller.ts";
import { createDistribution, writeDistribution } from "./loopback-distribution.ts";
import { LoopbackHost, type LoopbackHostOptions } from "./loopback-host.ts";
import { createTestPki } from "./test-pki.ts";

export interface LoopbackCluster extends AsyncDisposable, LoopbackController {
  readonly kubernetes: FakeCluster;
  /** The administrator's home folder. */
  readonly home: string;
  /** A bare host. */
  readonly addHost: (
    name: string,
    address: string,
    disguise?: LoopbackHostOptions["disguise"],
  ) => LoopbackHost;
  /** What a pharosctl of 0.1.0 carries for hosts, as files. */
  readonly distributionFolder: string;
  /** Another pharosctl from now on. Default `0.1.0`. */
  readonly useVersion: (version: string) => void;
}

/** A controller and hosts in one process: real code of both, mutual TLS over loopback, fake machines. */
export const createLoopbackCluster = async (): Promise<LoopbackCluster> => {
  let distribution = createDistribution("0.1.0");
  const home = await mkdtemp(join(tmpdir(), "loopback-"));
  const distributionFolder = join(home, "distribution");
  await writeDistribution(distributionFolder);
  const kubernetes = new FakeCluster();
  const { root: own } = await createTestPki();
  const authority = {
    certificate: own.certificate.toString(),
    key: renderPrivateKey(own.privateKey),
  };
  const hosts = new Map<string, LoopbackHost>();
  return {
    ...createLoopbackController({
      home,
      find: (address) => hosts.get(address),
      distribution: () => distribution,
    }),
    kubernetes,
    home,
    distributionFolder,
    useVersion: (version) => (distribution = createDistribution(version)),
    addHost: (name, address, disguise) => {
      const root = join(home, "hosts", name);
      const host = new LoopbackHost({
        name,
        address,
        root,
        cluster: kubernetes,
        authority,
        ...(disguise === undefined ? {} : { disguise }),
      });
      hosts.set(address, host);
      return host;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...hosts.values()].map((host) => host.dispose()));
      await rm(home, { recursive: true, force: true });
    },
  };
};
