import { fileName } from "./file-name.ts";
import { forbiddenName } from "./forbidden-name.ts";
import { noAmbientWorld } from "./no-ambient-world.ts";
import { noErrorText } from "./no-error-text.ts";
import { noShell } from "./no-shell.ts";
import { noSkippedTest } from "./no-skipped-test.ts";
import { noSleepInTest } from "./no-sleep-in-test.ts";
import { readonlyMembers } from "./readonly-members.ts";

/** Our own rules for oxlint, which wants a plugin as a default export; `.oxlintrc.json` turns them on. */
const plugin = {
  meta: { name: "pharos" },
  rules: {
    "file-name": fileName,
    "forbidden-name": forbiddenName,
    "no-ambient-world": noAmbientWorld,
    "no-error-text": noErrorText,
    "no-shell": noShell,
    "no-skipped-test": noSkippedTest,
    "no-sleep-in-test": noSleepInTest,
    "readonly-members": readonlyMembers,
  },
};

export default plugin;
