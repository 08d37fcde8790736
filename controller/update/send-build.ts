import { buildRefused } from "../../shared/errors/update-errors.ts";
import type { AgentConnection } from "../../shared/rpc/connect.ts";
import type { SignedDocument } from "../../shared/rpc/gen/common.ts";
import type { BuildFileKind } from "../../shared/rpc/gen/update.ts";
import type { Distribution, DistributionFile } from "../bootstrap/distribution.ts";

export interface BuildShipment {
  readonly connection: Pick<AgentConnection, "updates">;
  /** Signed; names the build. */
  readonly spec: SignedDocument;
  readonly distribution: Distribution;
  readonly architecture: "amd64" | "arm64";
}

const PART_BYTES = 512 * 1024;
const PART_LIMIT_MS = 60_000;
const SENT_TWICE = "somebody else sends it at the same time";

/**
 * Brings what a host lacks of the build that its spec names onto its shelves, and gives the build's
 * name. What came before a connection broke is not sent again. Changes nothing that runs.
 */
export const sendBuild = async (shipment: BuildShipment): Promise<string> => {
  const { connection, spec, distribution, architecture } = shipment;
  const files: Readonly<Partial<Record<BuildFileKind, DistributionFile>>> = {
    BUILD_FILE_KIND_BUNDLE: distribution.bundle,
    BUILD_FILE_KIND_RUNTIME: distribution.runtime(architecture),
  };
  const { build, missing } = await connection.updates.prepareBuild({
    spec,
    unit: distribution.unit,
    bundleBytes: await distribution.bundle.bytes(),
    runtimeBytes: await distribution.runtime(architecture).bytes(),
  });
  for (const { kind, receivedBytes } of missing) {
    const file = files[kind];
    if (file === undefined) throw buildRefused({ build, reason: `it lacks ${kind}` });
    await sendFile(connection, { build, kind, file, fromByte: receivedBytes });
  }
  return build;
};

interface FileShipment {
  readonly build: string;
  readonly kind: BuildFileKind;
  readonly file: DistributionFile;
  readonly fromByte: number;
}

const sendFile = async (
  { updates }: BuildShipment["connection"],
  { build, kind, file, fromByte }: FileShipment,
): Promise<void> => {
  const put = (offset: number, part: Uint8Array) =>
    updates.putBuildPart({ build, kind, offset, part }, { timeoutMs: PART_LIMIT_MS });
  let offset = fromByte;
  for await (const part of inParts(file.open(fromByte))) {
    const { complete, receivedBytes } = await put(offset, part);
    offset += part.length;
    if (complete) return;
    // Another controller sends the same file: it is at another place by now.
    if (receivedBytes !== offset) throw buildRefused({ build, reason: SENT_TWICE });
  }
  // All of it had come before an agent died that was about to unpack it.
  const { complete } = await put(offset, new Uint8Array());
  if (!complete) throw buildRefused({ build, reason: SENT_TWICE });
};

async function* inParts(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    held.push(chunk);
    size += chunk.length;
    if (size < PART_BYTES) continue;
    yield Buffer.concat(held);
    held = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(held);
}
