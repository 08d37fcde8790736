import { expect, test } from "vitest";
import { parseOsRelease } from "./parse-os-release.ts";

test("single quotes, double quotes and none mean the same", () => {
  const expected = { id: "ubuntu", versionId: "24.04", codename: "noble" };
  expect(parseOsRelease("ID='ubuntu'\nVERSION_ID='24.04'\nVERSION_CODENAME=noble")).toMatchObject(
    expected,
  );
  expect(parseOsRelease('ID="ubuntu"\nVERSION_ID=24.04\nVERSION_CODENAME="noble"')).toMatchObject(
    expected,
  );
});

test("escapes, carriage returns, blanks and upper case do no harm", () => {
  const text =
    '\r\n  ID=Debian\r\nPRETTY_NAME="A \\"good\\" \\$ystem \\\\o/"  \r\nVERSION_ID=""\r\n';
  expect(parseOsRelease(text)).toEqual({
    id: "debian",
    versionId: "",
    codename: "",
    prettyName: 'A "good" $ystem \\o/',
  });
});

test("comments, half lines and repeated keys leave the last good value", () => {
  const text = "# ID=no\nID\n=x\nID=one\nID=two\nVERSION_ID=12 # not a comment here\n";
  expect(parseOsRelease(text)).toMatchObject({ id: "two", versionId: "12 # not a comment here" });
});

test("without a pretty name there is name and version", () => {
  expect(parseOsRelease("NAME=Thing\nVERSION_ID=7").prettyName).toBe("Thing 7");
});
