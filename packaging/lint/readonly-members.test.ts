import { lintTester } from "./lint-tester.fake.ts";
import { readonlyMembers } from "./readonly-members.ts";

const message = /is readonly/;

lintTester.run("readonly-members", readonlyMembers, {
  valid: [
    "interface A { readonly b: string; readonly c?: () => void; (x: string): void }",
    "class A { b = 1; }",
  ],
  invalid: [
    { code: "interface A { b: string }", errors: [{ message }] },
    {
      code: "interface A { readonly a: string; b?: string; c: string }",
      errors: [{ message }, { message }],
    },
  ],
});
