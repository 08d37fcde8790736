import assert from "node:assert/strict";
import { bindFresh, codeOf, type Expectation } from "./expectation.ts";

const OWNER = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };

/** Of files; all below `folder`, which is not there at first and gone at the end. */
export const fileContract = (folder: string): readonly Expectation[] => [
  {
    title: "what is not there reads as absent, and its removal is nothing",
    run: async (access) => {
      const { files } = bindFresh(access);
      assert.equal(await files.read(`${folder}/x`), undefined);
      assert.equal(await files.stat(`${folder}/x/y`), undefined);
      assert.equal(await files.list(folder), undefined);
      await files.remove(`${folder}/x`);
    },
  },
  {
    title: "a file needs its parents, a directory makes them",
    run: async (access) => {
      const { files } = bindFresh(access);
      assert.equal(
        await codeOf(files.write(`${folder}/a/x`, "text", { mode: 0o644, ...OWNER })),
        "FILE_REFUSED",
      );
      await files.makeDirectory(`${folder}/a`, { mode: 0o700, ...OWNER });
      const [parent, own] = [await files.stat(folder), await files.stat(`${folder}/a`)];
      assert.deepEqual(
        [parent?.kind, parent?.mode, own?.kind, own?.mode],
        ["directory", 0o755, "directory", 0o700],
      );
    },
  },
  {
    title: "a file is read byte by byte from any place, and one that is not there is refused",
    run: async (access) => {
      const { files } = bindFresh(access);
      const read = async (range?: { readonly from?: number; readonly length?: number }) => {
        let text = "";
        for await (const chunk of files.bytes(`${folder}/a/b`, range))
          text += Buffer.from(chunk).toString("latin1");
        return text;
      };
      await files.write(`${folder}/a/b`, "0123456789", { mode: 0o600, ...OWNER });
      assert.equal(await read(), "0123456789");
      assert.equal(await read({ from: 7 }), "789");
      assert.equal(await read({ from: 2, length: 3 }), "234");
      assert.equal(await read({ from: 8, length: 9 }), "89");
      await files.remove(`${folder}/a/b`);
      assert.equal(await codeOf(read()), "FILE_REFUSED");
    },
  },
  {
    title: "a written file has its text, mode and size, and nothing else is beside it",
    run: async (access) => {
      const { files } = bindFresh(access);
      await files.write(`${folder}/a/x`, "grüße\n", { mode: 0o600, ...OWNER });
      await files.write(`${folder}/a/x`, "grüße!\n", { mode: 0o4755, ...OWNER });
      assert.equal(await files.read(`${folder}/a/x`), "grüße!\n");
      const stat = await files.stat(`${folder}/a/x`);
      assert.deepEqual(
        [stat?.kind, stat?.mode, stat?.sizeBytes, stat?.uid],
        ["file", 0o4755, 9, OWNER.uid],
      );
      assert.deepEqual(await files.list(`${folder}/a`), ["x"]);
    },
  },
  {
    title: "a change of content or of attributes alone is a later change",
    run: async (access) => {
      const { files } = bindFresh(access);
      const times: number[] = [];
      const look = async (): Promise<void> => {
        times.push((await files.stat(`${folder}/a/x`))?.changedAtMs ?? 0);
        // The clock of a file system goes in steps of up to 10 ms.
        await new Promise((resolve) => setTimeout(resolve, 15));
      };
      await look();
      await files.setAttributes(`${folder}/a/x`, { mode: 0o640, ...OWNER });
      await look();
      await files.write(`${folder}/a/x`, "other\n", { mode: 0o640, ...OWNER });
      await look();
      assert.deepEqual(
        times,
        times.toSorted((a, b) => a - b),
      );
      assert.equal(new Set(times).size, 3);
      assert.equal((await files.stat(`${folder}/a/x`))?.mode, 0o640);
    },
  },
  {
    title:
      "a link is itself to stat and its target to read, and is replaced by the next link or file",
    run: async (access) => {
      const { files } = bindFresh(access);
      await files.link(`${folder}/a/l`, "x");
      await files.link(`${folder}/a/l`, "./x");
      const stat = await files.stat(`${folder}/a/l`);
      assert.deepEqual([stat?.kind, stat?.target], ["symlink", "./x"]);
      assert.equal(await files.read(`${folder}/a/l`), "other\n");
      await files.link(`${folder}/d`, "a");
      assert.equal(await files.read(`${folder}/d/x`), "other\n");
      await files.write(`${folder}/a/l`, "own\n", { mode: 0o644, ...OWNER });
      assert.equal((await files.stat(`${folder}/a/l`))?.kind, "file");
      assert.equal(await files.read(`${folder}/a/x`), "other\n");
    },
  },
  {
    title: "kinds are not mixed up: each is FILE_REFUSED",
    run: async (access) => {
      const { files } = bindFresh(access);
      const attributes = { mode: 0o755, ...OWNER };
      assert.equal(await codeOf(files.read(`${folder}/a`)), "FILE_REFUSED");
      assert.equal(await codeOf(files.write(`${folder}/a`, "", attributes)), "FILE_REFUSED");
      assert.equal(await codeOf(files.link(`${folder}/a`, "x")), "FILE_REFUSED");
      assert.equal(await codeOf(files.makeDirectory(`${folder}/a/x`, attributes)), "FILE_REFUSED");
      assert.equal(
        await codeOf(files.makeDirectory(`${folder}/a/x/y`, attributes)),
        "FILE_REFUSED",
      );
      assert.equal(await codeOf(files.write(`${folder}/a/x/y`, "", attributes)), "FILE_REFUSED");
      assert.equal(await codeOf(files.setAttributes(`${folder}/no`, attributes)), "FILE_REFUSED");
      assert.equal(await files.list(`${folder}/a/x`), undefined);
    },
  },
  {
    title: "a directory goes with all in it, a link to one alone",
    run: async (access) => {
      const { files } = bindFresh(access);
      await files.remove(`${folder}/d`);
      assert.deepEqual(await files.list(folder), ["a"]);
      assert.deepEqual(await files.list(`${folder}/a`), ["l", "x"]);
      await files.remove(folder);
      assert.equal(await files.stat(folder), undefined);
      await files.remove(`${folder}/a/x`);
    },
  },
];
