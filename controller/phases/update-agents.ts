import { toWireSignedDocument } from "../../shared/spec/signed-document-wire.ts";
import type { ApplyRun, RunHost } from "../apply/apply-run.ts";
import type { Phase } from "../engine/phase.ts";
import { needsUpdate } from "../update/distribution-build.ts";
import { sendBuild } from "../update/send-build.ts";
import { updateAgent } from "../update/update-agent.ts";
import { updateWaves } from "../update/update-waves.ts";

/** One phase per wave; a wave begins when all hosts of the one before run their new agent. */
export const updateAgents = (hosts: readonly RunHost[]): readonly Phase<ApplyRun, RunHost>[] =>
  updateWaves(hosts.filter(needsUpdate)).map((wave, index, waves) => ({
    title: titleOf(index),
    hosts: () => wave,
    ...(index === 0 ? {} : { needs: waves.slice(0, index).map((_, at) => titleOf(at)) }),
    run: updateHost,
  }));

const titleOf = (wave: number): string =>
  wave === 0 ? "update the first agent" : `update agents (wave ${wave + 1})`;

const updateHost = async (run: ApplyRun, host: RunHost): Promise<void> => {
  const connection = await host.connection();
  const spec = toWireSignedDocument(await host.signedSpec());
  const { architecture } = host.facts.kernel;
  const build = await sendBuild({
    connection,
    spec,
    distribution: await run.distribution(),
    architecture: architecture === "arm64" ? "arm64" : "amd64",
  });
  const { fencing } = await run.lock();
  await host.renewConnection(() =>
    updateAgent({
      host: host.name,
      build,
      spec,
      fencingNumber: fencing,
      connection,
      dial: () => run.dialer.dial(host.member),
    }),
  );
};
