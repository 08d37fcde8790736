import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadClusterConfig } from "./load-cluster-config.ts";

const folder = new URL("../../examples/", import.meta.url);
const certificate = `-----BEGIN CERTIFICATE-----
MIIBezCCASGgAwIBAgIUTnBNJtotVdokHk4NV1Z2g3ij1ocwCgYIKoZIzj0EAwIw
EjEQMA4GA1UEAwwHZXhhbXBsZTAgFw0yNjExMjIxNTE1NTBaGA8yMTI2MTAyOTE1
MTU1MFowEjEQMA4GA1UEAwwHZXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49AwEH
A0IABPGNuXHFZOvmp+TL2r0Zo8THsWUrhgGXoxG4gvEPGRv//j0zpkK79qD0yzwO
EcTKtTukTF04cDueQj7yQgQpewyjUzBRMB0GA1UdDgQWBBSsS6Z+ICFcynpGxh3n
5UIm4fGxeDAfBgNVHSMEGDAWgBSsS6Z+ICFcynpGxh3n5UIm4fGxeDAPBgNVHRMB
Af8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIDZPu8vkvoBusfrQv1I1KHT3zmNH
FBDQ3ZNBF/poV5SbAiEAwBjfcNp9HuffCDxJQPrVooyG5stHdN3ZOK20snRN68Y=
-----END CERTIFICATE-----`;

test.each(readdirSync(folder).filter((name) => name.endsWith(".yml")))(
  "%s is valid",
  async (name) => {
    const { config, warnings } = await loadClusterConfig({
      from: { name, text: readFileSync(new URL(name, folder), "utf8") },
      cwd: "/work",
      home: "/home/me",
      environment: { REGISTRY_PASSWORD: "secret" },
      files: {
        // Whatever is asked for is in it.
        read: async () => `${certificate}\n-----BEGIN PGP PUBLIC KEY BLOCK-----`,
        exists: async () => true,
        list: async () => undefined,
      },
    });
    expect(warnings).toEqual([]);
    expect(config.hosts.length).toBeGreaterThan(1);
  },
);
