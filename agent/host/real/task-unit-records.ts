import type { FileReader, FileWriter } from "../files.ts";
import { outputFolder, outputPath, type TaskUnit, type TaskUnitRecord } from "./task-unit.ts";

/** The records of one task's programs whose results were not taken yet. */
export class TaskUnitRecords {
  readonly #files: FileReader & FileWriter;
  readonly #task: Pick<TaskUnit, "work" | "taskNumber">;

  constructor(files: FileReader & FileWriter, task: Pick<TaskUnit, "work" | "taskNumber">) {
    this.#files = files;
    this.#task = task;
  }

  /** Letter of the program with this argv. */
  readonly find = async (argv: readonly string[]): Promise<string | undefined> => {
    const wanted = JSON.stringify(argv);
    for (const letter of await this.#letters(".json")) {
      const record = await this.#read(letter);
      if (record !== undefined && JSON.stringify(record.argv) === wanted) return letter;
    }
    return undefined;
  };

  /** How many programs this task has begun, in any life of the agent. */
  readonly count = async (): Promise<number> => (await this.#letters(".stdout")).length;

  readonly forgetOtherBoots = async (bootId: string): Promise<void> => {
    for (const letter of await this.#letters(".json")) {
      const record = await this.#read(letter);
      if (record?.bootId === bootId) continue;
      await this.#files.remove(`${outputPath({ ...this.#task, letter })}.json`);
    }
  };

  readonly #letters = async (suffix: string): Promise<readonly string[]> => {
    const names = (await this.#files.list(outputFolder(this.#task.work))) ?? [];
    const prefix = `${this.#task.taskNumber}-`;
    return names
      .filter((name) => name.startsWith(prefix) && name.endsWith(suffix))
      .map((name) => name.slice(prefix.length, -suffix.length));
  };

  readonly #read = async (letter: string): Promise<TaskUnitRecord | undefined> => {
    const text = await this.#files.read(`${outputPath({ ...this.#task, letter })}.json`);
    return text === undefined ? undefined : parseRecord(text);
  };
}

const parseRecord = (text: string): TaskUnitRecord | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

const isRecord = (value: unknown): value is TaskUnitRecord =>
  typeof value === "object" &&
  value !== null &&
  "argv" in value &&
  Array.isArray(value.argv) &&
  "bootId" in value &&
  typeof value.bootId === "string";
