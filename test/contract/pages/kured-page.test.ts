import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { KuredConfig } from "../../../controller/config/schema/kured-config.ts";
import { readPage, repository, tableRows } from "./read-page.ts";

const page = await readPage("docs/reboots.md");
const settings = tableRows(page, "## Of kured's settings");
const defects = tableRows(page, "## Of kured's defects");

/** Every flag of kured 1.x, without its dashes. */
const FLAGS = `
  node-id force-reboot metrics-host metrics-port drain-grace-period drain-pod-selector
  skip-wait-for-delete-timeout drain-delay drain-timeout reboot-delay reboot-method reboot-command
  reboot-signal period ds-namespace ds-name lock-annotation lock-ttl lock-release-delay concurrency
  prometheus-url alert-filter-regexp alert-filter-match-only alert-firing-only reboot-sentinel
  reboot-sentinel-command prefer-no-schedule-taint blocking-pod-selector reboot-days start-time
  end-time time-zone annotate-nodes pre-reboot-node-labels post-reboot-node-labels notify-url
  slack-hook-url slack-username slack-channel message-template-drain message-template-reboot
  message-template-uncordon log-format`;

/** Keys that are no setting of kured's. */
const OWN: readonly string[] = ["enabled", "drain", "latest_start"];

const wordsOf = (cell: string): readonly string[] =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, word = ""]) => word);

describe("docs/reboots.md", () => {
  test("has every flag of kured once", () => {
    const flags = settings.flatMap(([cell = ""]) => wordsOf(cell));
    const wanted = FLAGS.trim().split(/\s+/);
    expect(flags).toEqual(wanted.map((flag) => `--${flag}`));
  });

  test("names keys that are there, and every key of the addon", () => {
    const named = new Set(settings.flatMap(([, cell = ""]) => wordsOf(cell)));
    const keys = Object.keys(KuredConfig.shape).filter((key) => !OWN.includes(key));
    expect([...named].toSorted()).toEqual(keys.toSorted());
  });

  test("says why where a flag has no key", () => {
    const silent = settings.filter(([, key, remark]) => key === "" && remark === "");
    expect(silent).toEqual([]);
  });

  test.each(defects)("%s: its test is there", async (_defect, _here, cell = "") => {
    const [, title = "", path = ""] = /^\[(.+)\]\(\.\.\/(.+)\)$/.exec(cell) ?? [];
    const text = await readFile(join(repository, path), "utf8");
    expect(text).toContain(title);
  });
});
