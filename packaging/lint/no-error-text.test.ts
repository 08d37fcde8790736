import { lintTester } from "./lint-tester.fake.ts";
import { noErrorText } from "./no-error-text.ts";

const message = /an error is told by its code/;

lintTester.run("no-error-text", noErrorText, {
  valid: [
    "if (error.code === 'ENOENT') a();",
    "log(error.message);",
    "text.includes('x');",
    "issue.message === 'x';",
    "/x/.test(text);",
  ],
  invalid: [
    { code: "if (error.message.includes('refused')) a();", errors: [{ message }] },
    { code: "if (error.message === 'x') a();", errors: [{ message }] },
    { code: "if (/refused/.test(error.message)) a();", errors: [{ message }] },
    { code: "if (String(error).startsWith('x')) a();", errors: [{ message }] },
    { code: "if (cause.message !== 'x') a();", errors: [{ message }] },
  ],
});
