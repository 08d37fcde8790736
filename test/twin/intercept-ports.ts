/** Calls the function itself, as it would have been called. */
type Proceed = () => Promise<unknown>;

/** What happens instead of a call of one port of a machine. */
export type AroundCall = (port: string, call: string, proceed: Proceed) => Promise<unknown>;

/** The same ports; calls of functions of those that are named go through `around`. */
export const interceptPorts = <Ports extends object>(
  ports: Ports,
  names: readonly string[],
  around: AroundCall,
): Ports =>
  new Proxy(ports, {
    get: (target, name) => {
      const port: unknown = Reflect.get(target, name);
      if (typeof name !== "string" || !names.includes(name)) return port;
      return typeof port === "object" && port !== null ? interceptPort(port, name, around) : port;
    },
  });

const interceptPort = (port: object, name: string, around: AroundCall): object =>
  new Proxy(port, {
    get: (target, call) => {
      const member: unknown = Reflect.get(target, call);
      if (typeof member !== "function") return member;
      return (...args: readonly unknown[]): Promise<unknown> =>
        around(name, String(call), async () => {
          const result: unknown = await Reflect.apply(member, target, args);
          return result;
        });
    },
  });

/** Whether a function of a port changes something: those that only look are the reader's, too. */
export const isWriting = (reader: object, port: string, call: string): boolean => {
  const reading: unknown = Reflect.get(reader, port);
  return !(typeof reading === "object" && reading !== null && call in reading);
};
