import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{agent,controller,shared,packaging,test}/**/*.test.ts"],
    testTimeout: 20_000,
  },
});
