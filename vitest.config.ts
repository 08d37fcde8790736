import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{agent,controller,shared,packaging,test}/**/*.test.ts"],
    globalSetup: "test/support/setup.ts",
    // Against tests that hang; a busy machine is no failure.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
