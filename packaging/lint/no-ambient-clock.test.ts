import { lintTester } from "./lint-tester.fake.ts";
import { noAmbientClock } from "./no-ambient-clock.ts";

lintTester.run("no-ambient-clock", noAmbientClock, {
  valid: ["clock.nowMs();", "new Date(clock.nowMs());", "performance.now();", "Date.parse(text);"],
  invalid: [
    { code: "Date.now();", errors: [{ message: /Date\.now/ }] },
    { code: "new Date();", errors: [{ message: /new Date\(\)/ }] },
    { code: "Math.random();", errors: [{ message: /Math\.random/ }] },
    { code: "const now = Date.now;", errors: [{ message: /Date\.now/ }] },
  ],
});
