import { forbiddenName } from "./forbidden-name.ts";
import { lintTester } from "./lint-tester.fake.ts";

const empty = /says nothing/;

lintTester.run("forbidden-name", forbiddenName, {
  valid: [
    {
      name: "a name that says something",
      filename: "agent/run-feed.ts",
      code: "export const runFeed = 1;",
    },
    {
      name: "an empty word with a word that says of what",
      filename: "agent/host-info-reader.ts",
      code: "export const baseImage = 1;",
    },
  ],
  invalid: [
    { name: "a file", filename: "agent/util.ts", code: "", errors: [{ message: empty }] },
    {
      name: "a file in the plural",
      filename: "agent/helpers.ts",
      code: "",
      errors: [{ message: empty }],
    },
    { name: "a folder", filename: "agent/common/order.ts", code: "", errors: [{ message: empty }] },
    {
      name: "a class",
      filename: "agent/order.ts",
      code: "export class Manager {}",
      errors: [{ message: empty }],
    },
    {
      name: "the end of a class's name",
      filename: "agent/order.ts",
      code: "export class OrderManager {}",
      errors: [{ message: empty }],
    },
    {
      name: "a test of such a file",
      filename: "agent/misc.test.ts",
      code: "",
      errors: [{ message: empty }],
    },
  ],
});
