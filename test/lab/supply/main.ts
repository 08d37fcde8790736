import { ensureSupply, locateSupply, removeSupplies } from "./ensure-supply.ts";

const usage = "usage: node test/lab/supply/main.ts build|path|clean";

const main = async (argv: readonly string[]): Promise<number> => {
  switch (argv[0]) {
    case "build": {
      process.stdout.write(`${JSON.stringify(await ensureSupply(), undefined, 2)}\n`);
      return 0;
    }
    case "path": {
      const supply = await locateSupply();
      if (supply === undefined)
        process.stderr.write("not built: node test/lab/supply/main.ts build\n");
      else process.stdout.write(`${supply.root}\n`);
      return supply === undefined ? 1 : 0;
    }
    case "clean":
      await removeSupplies();
      return 0;
    default:
      process.stderr.write(`${usage}\n`);
      return 2;
  }
};

process.exitCode = await main(process.argv.slice(2));
