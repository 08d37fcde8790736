import { lintTester } from "./lint-tester.fake.ts";
import { noIfInTest } from "./no-if-in-test.ts";

const message = /a test does not branch/;

lintTester.run("no-if-in-test", noIfInTest, {
  valid: [
    { name: "a straight test", code: "test('x', () => { expect(1).toBe(1); });" },
    {
      name: "a fake inside a test",
      code: "test('x', () => { const f = () => { if (a) b(); }; f(); });",
    },
    { name: "a function beside it", code: "function f() { if (a) b(); }\ntest('x', () => f());" },
    {
      name: "a loop that defines tests",
      code: "describe('x', () => { if (a) test('y', () => {}); });",
    },
  ],
  invalid: [
    { code: "test('x', () => { if (a) expect(1).toBe(1); });", errors: [{ message }] },
    {
      code: "test.each(cases)('x', async () => { switch (a) { case 1: b(); } });",
      errors: [{ message }],
    },
    { code: "it('x', function () { try { a(); } catch { b(); } });", errors: [{ message }] },
  ],
});
