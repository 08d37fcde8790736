import { expect, test } from "vitest";
import { createEtcdWork } from "./one-etcd-work.ts";

test("a second piece of work is refused until the first is through, also where that fails", async () => {
  const doWork = createEtcdWork("m1");
  const { promise, reject } = Promise.withResolvers<void>();
  const first = doWork("restoring its data", () => promise);
  await expect(doWork("starting it", async () => "started")).rejects.toMatchObject({
    code: "ETCD_BUSY",
    message: expect.stringContaining("restoring its data"),
  });
  reject(new Error("disk"));
  await expect(first).rejects.toThrow("disk");
  expect(await doWork("starting it", async () => "started")).toBe("started");
});
