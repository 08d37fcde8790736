import files from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";

/**
 * A program: `create-keystore-and-die.ts BASE N` creates the keystore `prod` and dies by SIGKILL
 * just after its Nth file was opened, before anything is in it.
 */
const [base = "", count = ""] = process.argv.slice(2);
const { open } = files;
let opened = 0;

const openOrDie: typeof open = async (path, flags, mode) => {
  const file = await open(path, flags, mode);
  opened += 1;
  if (opened === Number(count)) process.kill(process.pid, "SIGKILL");
  return file;
};

Object.assign(files, { open: openOrDie });
syncBuiltinESMExports();

const { createKeystore } = await import("../../controller/keystore/create-keystore.ts");
await createKeystore(base, "prod", { now: () => new Date() });
