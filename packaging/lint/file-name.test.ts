import { fileName } from "./file-name.ts";
import { lintTester } from "./lint-tester.fake.ts";

const notNamed = /is not named after what it exports/;

lintTester.run("file-name", fileName, {
  valid: [
    {
      name: "a file named like its export",
      filename: "ssh-target.ts",
      code: "export const sshTarget = 1;",
    },
    {
      name: "a word in common is enough",
      filename: "real/real-units.ts",
      code: "export const createUnitReader = 1;",
    },
    {
      name: "one of two exports gives the name",
      filename: "order.ts",
      code: "export interface Ordered {}\nexport const orderTasks = 1;",
    },
    {
      name: "a collection has a name of its own",
      filename: "addresses.ts",
      code: "export const a = 1, b = 2;\nexport type C = string;",
    },
    {
      name: "so have the errors of a domain",
      filename: "task-errors.ts",
      code: "export const configurationRejected = 1;",
    },
    { name: "a program exports nothing", filename: "main.ts", code: "void 0;" },
    {
      name: "a fake is named like what it stands for",
      filename: "clock.fake.ts",
      code: "export const fakeClock = 1;",
    },
  ],
  invalid: [
    {
      name: "a function of another name",
      filename: "documents.ts",
      code: "export function openStore() {}",
      errors: [{ message: notNamed }],
    },
    {
      name: "a class of another name",
      filename: "secret.ts",
      code: "export class Token {}",
      errors: [{ message: notNamed }],
    },
    {
      name: "two overloads count once",
      filename: "wire.ts",
      code: "export function a(x: string): void;\nexport function a(x: number): void;\nexport function a() {}",
      errors: [{ message: notNamed }],
    },
  ],
});
