import { lintTester } from "./lint-tester.fake.ts";
import { noShell } from "./no-shell.ts";

lintTester.run("no-shell", noShell, {
  valid: [
    "import { spawn, execFile } from 'node:child_process';",
    "import { exec } from './exec.ts';",
    "spawn('ls', [], { shell: false });",
  ],
  invalid: [
    { code: "import { exec } from 'node:child_process';", errors: [{ message: /no exec:/ }] },
    {
      code: "import { spawnSync as run } from 'node:child_process';",
      errors: [{ message: /no spawnSync/ }],
    },
    {
      code: "import * as children from 'node:child_process';",
      errors: [{ message: /by its name/ }],
    },
    { code: "spawn('ls', [], { shell: true });", errors: [{ message: /no shell/ }] },
    { code: "spawn('ls', [], { shell: '/bin/bash' });", errors: [{ message: /no shell/ }] },
  ],
});
