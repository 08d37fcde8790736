import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createKeystore } from "./create-keystore.ts";
import { openKeystore } from "./open-keystore.ts";

const options = { now: () => new Date() };

let base: string;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "pharos-create-"));
});

afterEach(async () => await rm(base, { recursive: true }));

const program = join(import.meta.dirname, "../../test/support/create-keystore-and-die.ts");

/** Creates `prod` in a process of its own that dies at its nth file or folder to be written or synced. */
const createAndDie = async (diesAt: number): Promise<NodeJS.Signals | null> => {
  const child = fork(program, [base, String(diesAt)], { execArgv: [] });
  await once(child, "exit");
  return child.signalCode;
};

// 8 files, then the folder that is synced before it gets its name.
test.each([1, 2, 5, 8, 9])(
  "a creation killed at its step %i leaves nothing in the way of the next",
  async (diesAt) => {
    expect(await createAndDie(diesAt)).toBe("SIGKILL");
    expect(await openKeystore(base, "prod", options)).toBeUndefined();
    expect(await readdir(base)).toHaveLength(1);
    const keystore = await createKeystore(base, "prod", options);
    expect(await readdir(base)).toEqual(["prod"]);
    expect(keystore.cluster.name).toBe("prod");
  },
);

test("a creation killed after its folder got its name is complete", async () => {
  expect(await createAndDie(10)).toBe("SIGKILL");
  expect(await openKeystore(base, "prod", options)).toMatchObject({ cluster: { name: "prod" } });
  expect(await readdir(base)).toEqual(["prod"]);
});

test("a creation that is still running is left alone", async () => {
  const running = `.prod.new-${process.pid}-abcdef`;
  await mkdir(join(base, running));
  await createKeystore(base, "prod", options);
  expect((await readdir(base)).toSorted()).toEqual([running, "prod"]);
});

test("an empty folder of the name is taken over, one with content is not", async () => {
  await mkdir(join(base, "prod"));
  await createKeystore(base, "prod", options);
  await mkdir(join(base, "other"));
  await writeFile(join(base, "other", "kubeconfig"), "");
  await expect(createKeystore(base, "other", options)).rejects.toMatchObject({
    code: "KEYSTORE_EXISTS",
  });
});
