import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: [
      "{agent,controller,shared,packaging}/**/*.test.ts",
      "test/{support,contract,golden,architecture,integration,lab,bench}/**/*.test.ts",
    ],
    testTimeout: 20_000,
  },
});
