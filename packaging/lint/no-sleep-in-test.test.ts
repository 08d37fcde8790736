import { lintTester } from "./lint-tester.fake.ts";
import { noSleepInTest } from "./no-sleep-in-test.ts";

const message = /no sleep in a test/;

lintTester.run("no-sleep-in-test", noSleepInTest, {
  valid: [
    { name: "a limit that ends nothing", code: "const limit = setTimeout(() => fail(), 5000);" },
    {
      name: "a promise of an event",
      code: "await new Promise((resolve) => server.once('close', resolve));",
    },
    {
      name: "after a promise",
      code: "await new Promise((resolve) => resolve()); setTimeout(stop, 1);",
    },
  ],
  invalid: [
    { code: "await new Promise((resolve) => setTimeout(resolve, 50));", errors: [{ message }] },
    { code: "import { setTimeout as sleep } from 'node:timers/promises';", errors: [{ message }] },
  ],
});
