import { expect, test } from "vitest";
import { imagePullFailed } from "../../shared/errors/host-errors.ts";
import { FakeHost } from "../host/fake/fake-host.ts";
import { containerImage } from "./container-image.ts";

const spec = { reference: "registry.test/pause:3.9", needs: [] };

const look = async (host: FakeHost) =>
  containerImage.diff(await containerImage.check(host.reader, spec), spec);

const withRuntime = (): FakeHost => {
  const host = new FakeHost();
  host.machine.units.set("containerd.service", {
    active: "active",
    startedAtMs: 0,
    loadedAtMs: 0,
    loadedFiles: [],
  });
  return host;
};

test("is fetched once", async () => {
  const host = withRuntime();
  expect(await look(host)).toEqual([{ field: spec.reference, after: "fetched" }]);
  await containerImage.apply(host.bind(), spec, await look(host));
  expect(await look(host)).toEqual([]);
});

test("is wanted where no runtime answers yet", async () => {
  expect(await look(new FakeHost())).toHaveLength(1);
});

test("says whose doing it is when the registry does not give it out", async () => {
  const host = withRuntime();
  host.machine.refusedImages.set(spec.reference, "401 Unauthorized");
  const refused = containerImage.apply(host.bind(), spec, []);
  await expect(refused).rejects.toSatisfy(imagePullFailed.is);
  await expect(refused).rejects.toThrow("registry.test/pause:3.9: 401 Unauthorized");
});
