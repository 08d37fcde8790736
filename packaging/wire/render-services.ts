import type protobuf from "protobufjs";
import {
  type GeneratedFile,
  header,
  kebabCase,
  lowerFirst,
  renderComment,
  renderTypeImports,
} from "./generated-file.ts";
import { allServices } from "./load-protos.ts";

/** Per service: its methods, the handlers that a server must have, routes and a client. */
export const renderServiceFiles = (root: protobuf.Root): readonly GeneratedFile[] => {
  const services = allServices(root);
  return [...services.map(renderService), renderPaths(services)];
};

const renderService = (service: protobuf.Service): GeneratedFile => {
  const name = kebabCase(service.name);
  const text = [
    header,
    renderImports(service),
    renderMethods(service),
    renderHandlers(service),
    renderRoutes(service),
    renderClientType(service),
    renderClient(service),
  ];
  return { name: `${name}.ts`, text: text.join("\n") };
};

const renderImports = (service: protobuf.Service): string => {
  const methods = service.methodsArray;
  const streams = methods.some(isStream);
  const kinds = ["Unary", ...(streams ? ["ServerStream"] : [])];
  const types = methods.flatMap((method) => [
    ...(method.resolvedRequestType === null ? [] : [method.resolvedRequestType]),
    ...(method.resolvedResponseType === null ? [] : [method.resolvedResponseType]),
  ]);
  const imported = (ending: string): string => kinds.map((kind) => kind + ending).join(", ");
  const makers = kinds.map((kind) => `${lowerFirst(kind)}Method`).join(", ");
  const routes = kinds.map((kind) => `${lowerFirst(kind)}Route`).join(", ");
  return [
    `import type { ${imported("Call")}, ClientTransport } from "../client-transport.ts";`,
    `import { ${makers} } from "../method.ts";`,
    `import { type Route, ${imported("Handler")
      .split(", ")
      .map((handler) => `type ${handler}`)
      .join(", ")}, ${routes} } from "../route.ts";`,
    renderTypeImports(types, ""),
  ].join("\n");
};

const renderMethods = (service: protobuf.Service): string => {
  const lines = service.methodsArray.map((method) => {
    const maker = isStream(method) ? "serverStreamMethod" : "unaryMethod";
    const types = [method.resolvedRequestType, method.resolvedResponseType].map(
      (type) => `"${type?.fullName.slice(1)}"`,
    );
    return `  ${lowerFirst(method.name)}: ${maker}("${pathOf(service, method)}", ${types.join(", ")}),\n`;
  });
  return `const methods = {\n${lines.join("")}} as const;\n`;
};

const renderHandlers = (service: protobuf.Service): string =>
  renderInterface(service, `${service.name}Handlers`, "Handler");

const renderClientType = (service: protobuf.Service): string =>
  renderInterface(service, `${service.name}Client`, "Call");

const renderInterface = (service: protobuf.Service, name: string, ending: string): string => {
  const members = service.methodsArray.map((method) => {
    const type = `${isStream(method) ? "ServerStream" : "Unary"}${ending}`;
    const parameters = `${method.resolvedRequestType?.name}, ${method.resolvedResponseType?.name}`;
    return `${renderComment(method.comment, "  ")}  readonly ${lowerFirst(method.name)}: ${type}<${parameters}>;\n`;
  });
  return `${renderComment(service.comment)}export interface ${name} {\n${members.join("")}}\n`;
};

const renderRoutes = (service: protobuf.Service): string => {
  const routes = service.methodsArray.map((method) => {
    const name = lowerFirst(method.name);
    return `  ${isStream(method) ? "serverStreamRoute" : "unaryRoute"}(methods.${name}, handlers.${name}),\n`;
  });
  const comment = renderComment(`What a server needs to answer ${service.name}.`);
  return `${comment}export const ${lowerFirst(service.name)}Routes = (handlers: ${service.name}Handlers): readonly Route[] => [\n${routes.join("")}];\n`;
};

const renderClient = (service: protobuf.Service): string => {
  const members = service.methodsArray.map((method) => {
    const name = lowerFirst(method.name);
    const call = isStream(method) ? "serverStream" : "unary";
    return `  ${name}: (request, options) => transport.${call}(methods.${name}, request, options),\n`;
  });
  return `export const ${lowerFirst(service.name)}Client = (transport: ClientTransport): ${service.name}Client => ({\n${members.join("")}});\n`;
};

const renderPaths = (services: readonly protobuf.Service[]): GeneratedFile => {
  const paths = services.flatMap((service) =>
    service.methodsArray.map((method) => `  "${pathOf(service, method)}",\n`),
  );
  const text = [
    header,
    `${renderComment("Every RPC, by its path on the wire.")}export const rpcPaths = [\n${paths.join("")}] as const;\n`,
    "export type RpcPath = (typeof rpcPaths)[number];\n",
  ];
  return { name: "rpc-path.ts", text: text.join("\n") };
};

const isStream = (method: protobuf.Method): boolean => {
  // Nothing that travels to an agent is too long for one message, so there is no other kind.
  if (method.requestStream === true)
    throw new Error(`${method.fullName}: request streams are not supported`);
  return method.responseStream === true;
};

const pathOf = (service: protobuf.Service, method: protobuf.Method): string =>
  `/${service.fullName.slice(1)}/${method.name}`;
