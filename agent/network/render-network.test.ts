import { expect, test } from "vitest";
import { renderConflist } from "./render-conflist.ts";
import { renderMasqueradeRules, renderMasqueradeUnit } from "./render-masquerade.ts";

const network = {
  provider: "bridge",
  podCidr: "10.32.1.0/24",
  clusterCidr: "10.32.0.0/12",
  routes: [],
} as const;

test("pods get addresses of this host's range on our bridge, and keep them among each other", () => {
  expect(JSON.parse(renderConflist({ ...network, mtu: 1400 }))).toEqual({
    cniVersion: "0.4.0",
    name: "pharos",
    plugins: [
      {
        type: "bridge",
        bridge: "pharos0",
        isGateway: true,
        ipMasq: false,
        hairpinMode: true,
        mtu: 1400,
        ipam: {
          type: "host-local",
          ranges: [[{ subnet: "10.32.1.0/24" }]],
          routes: [{ dst: "0.0.0.0/0" }],
        },
      },
      { type: "portmap", capabilities: { portMappings: true } },
    ],
  });
});

test("an IPv6 range has the default route of its family", () => {
  const text = renderConflist({ ...network, podCidr: "fd00:1::/64" });
  expect(text).toContain('"dst": "::/0"');
  expect(text).not.toContain("mtu");
});

/** Loaded twice in a row by nft 1.0.6. */
test("only what leaves the pod network gets the host's address", () => {
  expect(renderMasqueradeRules(network)).toBe(`# Written by pharosctl; a change made here is undone.
table ip pharos-nat
delete table ip pharos-nat
table ip pharos-nat {
  chain postrouting {
    type nat hook postrouting priority 100; policy accept;
    ip saddr 10.32.1.0/24 ip daddr != 10.32.0.0/12 masquerade
  }
}
`);
});

test("IPv6 pods have a table of their family", () => {
  const ipv6 = { podCidr: "fd00:1::/64", clusterCidr: "fd00:1::/48" };
  expect(renderMasqueradeRules(ipv6)).toContain(
    "ip6 saddr fd00:1::/64 ip6 daddr != fd00:1::/48 masquerade",
  );
  expect(renderMasqueradeUnit(ipv6)).toContain("delete table ip6 pharos-nat");
});
