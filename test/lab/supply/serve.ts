import { parseArgs } from "node:util";
import { locateSupply } from "./ensure-supply.ts";
import { serveSupply } from "./server/serve-supply.ts";

const usage =
  "usage: node test/lab/supply/serve.ts --bind ADDRESS [--apt-port 8080] [--registry-port 5000]";

/** Runs in the foreground; one JSON line on stdout says that it answers: {"aptUrl", "registryUrl"}. */
const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      bind: { type: "string" },
      "apt-port": { type: "string" },
      "registry-port": { type: "string" },
    },
  });
  if (values.bind === undefined) throw new Error(usage);
  const supply = await locateSupply();
  if (supply === undefined)
    throw new Error("the supply is not built: node test/lab/supply/main.ts build");
  const { aptUrl, registryUrl } = await serveSupply(supply, {
    bindAddress: values.bind,
    ...toPort("aptPort", values["apt-port"]),
    ...toPort("registryPort", values["registry-port"]),
  });
  process.stdout.write(`${JSON.stringify({ aptUrl, registryUrl })}\n`);
};

const toPort = (key: "aptPort" | "registryPort", value: string | undefined) => {
  if (value === undefined) return {};
  const port = Number(value);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(usage);
  return { [key]: port };
};

await main();
