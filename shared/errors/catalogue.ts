import * as internal from "./internal-errors.ts";

/** All error definitions of the product. A new domain file of definitions is added here, once. */
export const errorCatalogue = [internal.unexpectedError] as const;
