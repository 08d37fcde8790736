import { fileName } from "./file-name.ts";
import { forbiddenName } from "./forbidden-name.ts";
import { noAmbientClock } from "./no-ambient-clock.ts";
import { noAmbientProcess } from "./no-ambient-process.ts";
import { noErrorText } from "./no-error-text.ts";
import { noIfInTest } from "./no-if-in-test.ts";
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
    "no-ambient-clock": noAmbientClock,
    "no-ambient-process": noAmbientProcess,
    "no-error-text": noErrorText,
    "no-if-in-test": noIfInTest,
    "no-shell": noShell,
    "no-skipped-test": noSkippedTest,
    "no-sleep-in-test": noSleepInTest,
    "readonly-members": readonlyMembers,
  },
};

export default plugin;
