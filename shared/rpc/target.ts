import { isIP } from "node:net";
import type { RpcTarget } from "./connect.ts";

/** grpc-js's form of a target; an IP address is never given to a resolver. */
export const toGrpcTarget = (target: RpcTarget): string => {
  if ("socketPath" in target) return `unix:${target.socketPath}`;
  switch (isIP(target.address)) {
    case 4:
      return `ipv4:${target.address}:${target.port}`;
    case 6:
      return `ipv6:[${target.address}]:${target.port}`;
    default:
      return `dns:${target.address}:${target.port}`;
  }
};

/** For people. */
export const renderTarget = (target: RpcTarget): string => {
  if ("socketPath" in target) return target.label ?? target.socketPath;
  const { address, port } = target;
  return isIP(address) === 6 ? `[${address}]:${port}` : `${address}:${port}`;
};
