import type { Membership } from "../../shared/spec/membership.ts";

/** One host without pods of its own, one signer. */
export const minimalMembership = (): Membership => ({
  cluster: { id: "3f0c2c1e-8a1a-4a52-9d53-0a4a5f3c9c11", name: "test" },
  number: 1,
  members: [
    {
      name: "master-1",
      address: "192.0.2.1",
      privateAddress: "10.0.0.1",
      role: "master",
      state: "member",
    },
  ],
  signers: [{ keyId: "key-1", publicKey: "MCowBQYDK2VwAyEAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" }],
  revokedSerials: [],
});

/** Hosts of both roles with pod networks, a removed one, a revoked certificate. */
export const fullMembership = (): Membership => ({
  ...minimalMembership(),
  number: 12,
  members: [
    {
      name: "master-1",
      address: "192.0.2.1",
      privateAddress: "10.0.0.1",
      role: "master",
      podCidr: "10.32.1.0/24",
      state: "member",
    },
    {
      name: "worker-1",
      address: "worker-1.example",
      privateAddress: "10.0.0.2",
      role: "worker",
      podCidr: "10.32.2.0/24",
      state: "member",
    },
    {
      name: "worker-2",
      address: "192.0.2.3",
      privateAddress: "10.0.0.3",
      role: "worker",
      state: "removed",
    },
  ],
  revokedSerials: ["0f".repeat(16)],
});
