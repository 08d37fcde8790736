import * as z from "zod";
import { cidrText, hostAddress, serviceCidr } from "./addresses.ts";
import { portRange } from "./port-range.ts";
import { filePath } from "./rule.ts";
import { imageRepository } from "./urls.ts";

const subnets = z.array(cidrText);

const WeaveConfig = z.strictObject({
  trusted_subnets: subnets.optional().describe("Networks that need no encryption."),
  known_peers: z
    .array(hostAddress)
    .optional()
    .describe("Addresses of peers outside of the cluster."),
  password: filePath().optional().describe("File with the password; generated if absent."),
  image_repository: imageRepository
    .optional()
    .describe("Where Weave's images are; `docker.io/weaveworks` if absent."),
  version: z
    .string()
    .regex(/^[\w][\w.-]{0,127}$/)
    .optional()
    .describe("Tag of Weave's images; `2.8.1` if absent."),
  ipalloc_default_subnet: cidrText.optional().describe("Subnet that addresses are given from."),
  no_masq_local: z
    .boolean()
    .default(false)
    .describe("Keep the client's address with `externalTrafficPolicy: Local`."),
});

const FirewallConfig = z.strictObject({
  enabled: z.boolean().default(true).describe("Whether agents keep the firewall."),
  open_ports: z
    .array(
      z.strictObject({
        port: z
          .union([z.int().min(1).max(65535), portRange])
          .describe("Port, or a range such as `30000-32767`."),
        protocol: z.enum(["tcp", "udp"]).default("tcp").describe("Protocol."),
        roles: z
          .array(z.enum(["master", "worker", "*"]))
          .default(["*"])
          .describe("Hosts it is opened on."),
      }),
    )
    .optional()
    .describe("Ports that are open to everybody."),
  trusted_subnets: subnets
    .optional()
    .describe("Networks that may reach every port but those for loopback or masters."),
  beside_others: z
    .boolean()
    .default(false)
    .describe("Keep it also where ufw or firewalld is active; else such a host is refused."),
});

export const NetworkConfig = z.strictObject({
  provider: z
    .enum(["weave", "bridge", "custom"])
    .default("weave")
    .describe("`bridge`: CNI bridge and host routes, for hosts on one segment."),
  service_cidr: serviceCidr
    .default("10.96.0.0/12")
    .describe("Addresses of services; cannot be changed later."),
  pod_network_cidr: cidrText
    .default("10.32.0.0/12")
    .describe("Addresses of pods; cannot be changed later."),
  dns: z
    .strictObject({
      provider: z
        .enum(["coredns", "none"])
        .default("coredns")
        .describe("`none` leaves the cluster's DNS to you."),
      replicas: z
        .int()
        .min(1)
        .optional()
        .describe("1 for one host, else 1 and one more per 10 hosts, rounded up."),
    })
    .prefault({})
    .describe("The cluster's DNS."),
  dns_replicas: z.int().min(1).optional().describe("Older name of `network.dns.replicas`."),
  trusted_subnets: subnets.optional().describe("Same as `network.weave.trusted_subnets`."),
  weave: WeaveConfig.optional().describe("Settings of Weave Net."),
  custom: z
    .strictObject({
      manifest_path: filePath().describe("File or folder with the manifests."),
      options: z.record(z.string(), z.json()).optional().describe("Values for them."),
    })
    .optional()
    .describe("A network of your own."),
  firewall: FirewallConfig.optional().describe("Firewall on every host."),
  firewalld: FirewallConfig.optional().describe("Older name of `network.firewall`."),
});
export type NetworkConfig = z.infer<typeof NetworkConfig>;
