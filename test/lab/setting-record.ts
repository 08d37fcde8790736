import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { writeAtomic } from "./write-atomic.ts";

const Settings = z.record(z.string(), z.string());

/** Notes the values of kernel settings, named below /proc/sys, in a file. A record that is there already is kept: it is the older one. */
export async function noteSettings(path: string, names: readonly string[]): Promise<void> {
  if ((await readRecord(path)) !== undefined) return;
  const values = await Promise.all(
    names.map(async (name) => [name, await readSetting(name)] as const),
  );
  const present = values.filter(([, value]) => value !== undefined);
  await writeAtomic(path, JSON.stringify(Object.fromEntries(present)));
}

/** Puts back what was noted and differs now, in the order of the record, and forgets it. A setting that has gone is fine. */
export async function putBackSettings(path: string): Promise<void> {
  const noted = (await readRecord(path)) ?? {};
  for (const [name, value] of Object.entries(noted)) {
    const current = await readSetting(name);
    if (current !== undefined && current !== value) await writeSetting(name, value);
  }
  await rm(path, { force: true });
}

export async function readSetting(name: string): Promise<string | undefined> {
  const text = await readFile(join("/proc/sys", name), "utf8").catch(() => undefined);
  return text?.trim();
}

export async function writeSetting(name: string, value: string): Promise<void> {
  await writeFile(join("/proc/sys", name), value);
}

async function readRecord(path: string): Promise<Readonly<Record<string, string>> | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  return text === undefined ? undefined : Settings.parse(JSON.parse(text));
}
