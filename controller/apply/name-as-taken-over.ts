import type { LoadedConfig } from "../config/load-cluster-config.ts";

const ID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** A cluster that is taken over keeps its name where cluster.yml has none; one named by its id gets another. */
export const nameAsTakenOver = (loaded: LoadedConfig, takeOver: string | undefined): LoadedConfig =>
  takeOver === undefined || loaded.config.name !== undefined || ID.test(takeOver)
    ? loaded
    : { ...loaded, config: { ...loaded.config, name: takeOver } };
