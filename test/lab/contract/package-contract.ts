import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { spawnProgram } from "../../../agent/host/real/spawn-program.ts";
import {
  buildRepository,
  CONTRACT_CHILD,
  CONTRACT_CONFIGURATION,
  CONTRACT_PACKAGE,
  CONTRACT_UNIT,
} from "./contract-repository.ts";
import { bindFresh, codeOf, type Expectation } from "../../contract/host/expectation.ts";

const FOLDER = "/var/tmp/pharos-contract-repository";
const SOURCES = "/etc/apt/sources.list.d/pharos-contract.list";

const install = (
  version: string,
): readonly { readonly name: string; readonly version: string }[] => [
  { name: CONTRACT_PACKAGE, version },
];

export const packageContract: readonly Expectation[] = [
  {
    title:
      "a repository that is away is REPOSITORY_UNREACHABLE, an unsigned one REPOSITORY_UNTRUSTED",
    run: async (access) => {
      const host = bindFresh(access);
      await buildRepository(FOLDER);
      await writeFile(SOURCES, "deb http://127.0.0.1:9/ ./\n");
      assert.equal(await codeOf(host.packages.updateLists()), "REPOSITORY_UNREACHABLE");
      await writeFile(SOURCES, `deb file:${FOLDER} ./\n`);
      assert.equal(await codeOf(host.packages.updateLists()), "REPOSITORY_UNTRUSTED");
    },
  },
  {
    title: "versions are known after an update, newest first",
    run: async (access) => {
      const host = bindFresh(access);
      await writeFile(SOURCES, `deb [trusted=yes] file:${FOLDER} ./\n`);
      await host.packages.updateLists();
      assert.deepEqual(await host.packages.available(CONTRACT_PACKAGE), [
        "2.0-1",
        "1.0-2",
        "1.0-1",
      ]);
      assert.deepEqual(await host.packages.available("no-such-package"), []);
      assert.deepEqual(await host.packages.installed([CONTRACT_PACKAGE]), new Map());
    },
  },
  {
    title: "a version that is nowhere is PACKAGE_VERSION_NOT_FOUND and nothing is installed",
    run: async (access) => {
      const host = bindFresh(access);
      assert.equal(
        await codeOf(host.packages.install(install("9.9-1"))),
        "PACKAGE_VERSION_NOT_FOUND",
      );
      assert.equal((await host.packages.installed([CONTRACT_PACKAGE])).size, 0);
    },
  },
  {
    title: "an installation enables its unit, starts nothing, and leaves no policy-rc.d",
    run: async (access) => {
      const host = bindFresh(access);
      await host.packages.install(install("1.0-1"));
      assert.deepEqual((await host.packages.installed([CONTRACT_PACKAGE])).get(CONTRACT_PACKAGE), {
        version: "1.0-1",
        held: false,
        configured: true,
      });
      const { active, enabled } = await host.units.show(CONTRACT_UNIT);
      assert.deepEqual({ active, enabled }, { active: "inactive", enabled: "enabled" });
      assert.equal(await host.files.stat("/usr/sbin/policy-rc.d"), undefined);
      assert.ok(((await host.files.stat("/usr/sbin/invoke-rc.d"))?.sizeBytes ?? 0) > 1000);
    },
  },
  {
    title:
      "an upgrade goes over a hold and ends it, keeps changed configuration, and a downgrade is possible",
    run: async (access) => {
      const host = bindFresh(access);
      await host.packages.hold([CONTRACT_PACKAGE]);
      await writeFile(CONTRACT_CONFIGURATION, "changed by hand\n");
      await host.packages.install(install("2.0-1"));
      assert.deepEqual((await host.packages.installed([CONTRACT_PACKAGE])).get(CONTRACT_PACKAGE), {
        version: "2.0-1",
        held: false,
        configured: true,
      });
      assert.equal(await host.files.read(CONTRACT_CONFIGURATION), "changed by hand\n");
      await host.packages.install(install("1.0-2"));
      assert.equal(
        (await host.packages.installed([CONTRACT_PACKAGE])).get(CONTRACT_PACKAGE)?.version,
        "1.0-2",
      );
      await host.packages.hold([CONTRACT_PACKAGE]);
      assert.equal(
        (await host.packages.installed([CONTRACT_PACKAGE])).get(CONTRACT_PACKAGE)?.held,
        true,
      );
      await host.packages.unhold([CONTRACT_PACKAGE]);
      assert.equal(
        (await host.packages.installed([CONTRACT_PACKAGE])).get(CONTRACT_PACKAGE)?.held,
        false,
      );
    },
  },
  {
    title: "a purge that would take others is refused, with all of them it is done",
    run: async (access) => {
      const host = bindFresh(access);
      await host.packages.install([{ name: CONTRACT_CHILD }]);
      assert.equal(await codeOf(host.packages.purge([CONTRACT_PACKAGE])), "PURGE_TAKES_OTHERS");
      await host.packages.purge([CONTRACT_PACKAGE, CONTRACT_CHILD, "no-such-package"]);
      assert.equal((await host.packages.installed([CONTRACT_PACKAGE, CONTRACT_CHILD])).size, 0);
      assert.equal(await host.files.stat(CONTRACT_CONFIGURATION), undefined);
    },
  },
  {
    title: "a broken maintainer script is PACKAGES_BROKEN, and the next installation mends it",
    run: async (access) => {
      const host = bindFresh(access);
      const helper = "/usr/bin/deb-systemd-helper";
      await spawnProgram({ argv: ["mv", helper, `${helper}.away`], limitMs: 5000 });
      const code = await codeOf(host.packages.install(install("1.0-1")));
      await spawnProgram({ argv: ["mv", `${helper}.away`, helper], limitMs: 5000 });
      assert.equal(code, "PACKAGES_BROKEN");
      assert.equal(
        (await host.packages.installed([CONTRACT_PACKAGE])).get(CONTRACT_PACKAGE)?.configured,
        false,
      );
      await host.packages.install(install("1.0-1"));
      assert.equal(
        (await host.packages.installed([CONTRACT_PACKAGE])).get(CONTRACT_PACKAGE)?.configured,
        true,
      );
      await host.packages.purge([CONTRACT_PACKAGE]);
      await rm(SOURCES);
      await rm(FOLDER, { recursive: true });
      await host.packages.updateLists().catch(() => undefined);
    },
  },
];
