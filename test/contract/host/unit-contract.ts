import assert from "node:assert/strict";
import { bindFresh, codeOf, type Expectation } from "./expectation.ts";

/** Tests of a fake make it fail; a real one fails by itself. */
export const FAILING_UNIT = "pharos-contract-fails.service";

const UNIT = "pharos-contract-unit.service";
const PATH = `/etc/systemd/system/${UNIT}`;
const WORKS =
  "[Service]\nExecStart=/usr/bin/sleep infinity\n[Install]\nWantedBy=multi-user.target\n";
const FAILS = "[Service]\nType=oneshot\nExecStart=/usr/bin/ls /no-such-place\n";

/** Of systemd's units: run on a fake anywhere, on a real host in the lab only. */
export const unitContract: readonly Expectation[] = [
  {
    title: "a unit that does not exist is not found, inactive, disabled",
    run: async (access) => {
      const state = await access.reader.units.show(UNIT);
      assert.deepEqual(state, {
        load: "not-found",
        active: "inactive",
        enabled: "disabled",
        needsReload: false,
        files: [],
      });
      assert.equal(await codeOf(bindFresh(access).units.start(UNIT)), "UNIT_FAILED");
    },
  },
  {
    title: "a started unit has started after its file was written, to the millisecond",
    run: async (access) => {
      const host = bindFresh(access);
      await host.files.write(PATH, WORKS, { mode: 0o644 });
      await host.units.reloadDaemon();
      await host.units.enable(UNIT);
      await host.units.start(UNIT);
      const state = await host.units.show(UNIT);
      const file = await host.files.stat(PATH);
      assert.equal(state.active, "active");
      assert.equal(state.enabled, "enabled");
      assert.deepEqual(state.files, [PATH]);
      assert.ok((state.startedAtMs ?? 0) > (file?.changedAtMs ?? Infinity));
      assert.ok(Math.abs((state.startedAtMs ?? 0) - access.reader.now().getTime()) < 5000);
    },
  },
  {
    title: "a changed file and a new drop-in need a reload of systemd",
    run: async (access) => {
      const host = bindFresh(access);
      await host.files.makeDirectory(`${PATH}.d`, { mode: 0o755 });
      await host.files.write(`${PATH}.d/10-pharos.conf`, "[Service]\nEnvironment=A=b\n", {
        mode: 0o644,
      });
      assert.equal((await host.units.show(UNIT)).needsReload, true);
      await host.units.reloadDaemon();
      const state = await host.units.show(UNIT);
      assert.equal(state.needsReload, false);
      assert.deepEqual(state.files, [PATH, `${PATH}.d/10-pharos.conf`]);
    },
  },
  {
    title: "a restart has a later start, a stop is inactive, a mask is masked",
    run: async (access) => {
      const host = bindFresh(access);
      const before = await host.units.show(UNIT);
      await host.units.restart(UNIT);
      const after = await host.units.show(UNIT);
      assert.ok((after.startedAtMs ?? 0) > (before.startedAtMs ?? Infinity));
      await host.units.stop(UNIT);
      assert.equal((await host.units.show(UNIT)).active, "inactive");
      await host.units.disable(UNIT);
      assert.equal((await host.units.show(UNIT)).enabled, "disabled");
      await host.files.remove(PATH);
      await host.files.remove(`${PATH}.d`);
      await host.units.mask(UNIT);
      const masked = await host.units.show(UNIT);
      assert.deepEqual([masked.load, masked.enabled], ["masked", "masked"]);
      await host.units.unmask(UNIT);
      await host.units.reloadDaemon();
      assert.equal((await host.units.show(UNIT)).load, "not-found");
    },
  },
  {
    title: "a unit that fails is UNIT_FAILED with its last log lines",
    run: async (access) => {
      const host = bindFresh(access);
      await host.files.write(`/etc/systemd/system/${FAILING_UNIT}`, FAILS, { mode: 0o644 });
      await host.units.reloadDaemon();
      await assert.rejects(host.units.start(FAILING_UNIT), (error: Error) => {
        assert.ok(
          "fields" in error && JSON.stringify(error.fields).includes("/no-such-place"),
          error.message,
        );
        return true;
      });
      assert.equal((await host.units.show(FAILING_UNIT)).active, "failed");
      await host.files.remove(`/etc/systemd/system/${FAILING_UNIT}`);
      await host.units.reloadDaemon();
    },
  },
];
