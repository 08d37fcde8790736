import { defineConfig } from "vitest/config";

/** Tests that keep to themselves: files share a process, which halves their time. */
const sharing = ["controller", "shared"].map((folder) => ({
  extends: true as const,
  test: { name: folder, include: [`${folder}/**/*.test.ts`], isolate: false },
}));

export default defineConfig({
  test: {
    projects: [
      ...sharing,
      // They start programs, listen, and change what a process has but once.
      { extends: true, test: { name: "alone", include: ["{agent,packaging,test}/**/*.test.ts"] } },
    ],
    globalSetup: "test/support/setup.ts",
    // Against tests that hang; a busy machine is no failure.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
