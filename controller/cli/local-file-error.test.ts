import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { toLocalFileError } from "./local-file-error.ts";

const thrown = (code: string, more: object = {}): Error =>
  Object.assign(new Error(`${code}: as node says it`), { code, syscall: "open", ...more });

test.each(["ENOSPC", "EDQUOT"])("%s is a full disk, of the file that was being written", (code) => {
  const error = toLocalFileError(thrown(code, { syscall: "write" }), "/home/ada/plan.json");
  expect(error).toMatchObject({ code: "DISK_FULL", fields: { path: "/home/ada/plan.json" } });
});

test.each(["EACCES", "EPERM", "EROFS"])(
  "%s is the machine's word, wherever it comes up",
  (code) => {
    const error = toLocalFileError(thrown(code, { syscall: "mkdir", path: "/home/ada/.pharos" }));
    expect(error).toMatchObject({ code: "FILE_REFUSED", blame: "environment" });
    expect(error?.message).toMatch(`cannot mkdir /home/ada/.pharos: ${code}, `);
  },
);

test("a folder that is not there is told of a file that was named, and is a bug of ours elsewhere", async () => {
  const missing: unknown = await readFile("/nonexistent/file").catch((error: unknown) => error);
  expect(toLocalFileError(missing, "/nonexistent/file")?.message).toBe(
    "cannot write /nonexistent/file: ENOENT, there is no such folder",
  );
  expect(toLocalFileError(missing)).toBeUndefined();
});

test("what is not about files stays what it is", () => {
  expect(toLocalFileError(new Error("x"), "/x")).toBeUndefined();
  expect(toLocalFileError(thrown("ECONNREFUSED"), "/x")).toBeUndefined();
  expect(toLocalFileError(thrown("EACCES", { syscall: "spawn ssh", path: "ssh" }))).toBeUndefined();
  expect(toLocalFileError(thrown("EACCES", { syscall: "bind" }))).toBeUndefined();
});
