import { connect } from "node:net";
import type { UrlProbeAnswer } from "../../shared/rpc/gen/host.ts";
import { systemErrorCode } from "../host/real/system-error.ts";

const LIMIT_MS = 5_000;

/** Whether a connection to the address's host and port can be made; nothing is sent. */
export const probeUrl = async (url: string): Promise<UrlProbeAnswer> => {
  if (!URL.canParse(url)) return { url, reason: "it is no address" };
  const { hostname, port, protocol } = new URL(url);
  const host = hostname.replaceAll(/[[\]]/g, "");
  const defaultPort = protocol === "https:" ? 443 : 80;
  return await new Promise((resolve) => {
    const socket = connect({ host, port: port === "" ? defaultPort : Number(port) });
    const end = (reason: string): void => {
      socket.destroy();
      resolve({ url, reason });
    };
    socket.setTimeout(LIMIT_MS, () => end(`no answer in ${LIMIT_MS / 1000} s`));
    socket.once("connect", () => end(""));
    socket.once("error", (error) => end(systemErrorCode(error) ?? error.message));
  });
};
