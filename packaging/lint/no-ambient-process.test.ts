import { lintTester } from "./lint-tester.fake.ts";
import { noAmbientProcess } from "./no-ambient-process.ts";

lintTester.run("no-ambient-process", noAmbientProcess, {
  valid: ["read(context.environment);", "process.version;", "child.stdout.on('data', read);"],
  invalid: [
    { code: "process.env.HOME;", errors: [{ message: /process\.env/ }] },
    { code: "process.exit(1);", errors: [{ message: /process\.exit/ }] },
    { code: "import { argv } from 'node:process';", errors: [{ message: /main\.ts/ }] },
  ],
});
