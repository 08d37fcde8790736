import { expect, test } from "vitest";
import { compareHostPictures } from "./host-picture.ts";

test("what came and what went is told, and nothing else", () => {
  const before = ["package ii  a 1", "file /etc/x f", "link lo"];
  const after = ["link lo", "package ii  a 2", "file /etc/x f"];
  expect(compareHostPictures(before, after)).toEqual(["+package ii  a 2", "-package ii  a 1"]);
});

test("of a new folder only the folder itself is told", () => {
  const after = [
    "file /a d 755",
    "file /a/b f",
    "content 0123  /a/b",
    "file /ab f",
    "file /a/c/d f",
  ];
  expect(compareHostPictures([], after)).toEqual(["+file /a d 755", "+file /ab f"]);
});
