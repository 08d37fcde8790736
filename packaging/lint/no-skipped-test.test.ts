import { lintTester } from "./lint-tester.fake.ts";
import { noSkippedTest } from "./no-skipped-test.ts";

const message = /a test runs, or it is deleted/;

lintTester.run("no-skipped-test", noSkippedTest, {
  valid: [
    "test('x', () => {});",
    "test.each([1])('x', () => {});",
    "list.skip(2);",
    "options.only;",
  ],
  invalid: [
    { code: "test.skip('x', () => {});", errors: [{ message }] },
    { code: "describe.only('x', () => {});", errors: [{ message }] },
    { code: "it.todo('x');", errors: [{ message }] },
    { code: "test.skipIf(isCi)('x', () => {});", errors: [{ message }] },
    { code: "test.concurrent.skip('x', () => {});", errors: [{ message }] },
  ],
});
