import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import {
  API_PROXY_CONFIG_PATH,
  API_PROXY_DIRECTORY,
  renderApiProxyConfig,
} from "../api-proxy/render-config.ts";
import {
  API_PROXY_UNIT,
  API_PROXY_UNIT_PATH,
  HAPROXY_PROGRAM,
  renderApiProxyUnit,
} from "../api-proxy/render-unit.ts";
import type { Ref } from "../engine/ref.ts";
import { type BoundTask, bindTask } from "../engine/task.ts";
import { directory } from "../tasks/directory.ts";
import { file } from "../tasks/file.ts";
import { unitFile } from "../tasks/unit-file.ts";
import { unit } from "../tasks/unit.ts";

/** The Kubernetes API on this host's loopback: a change of the masters is a reload that drops nothing. */
export const apiProxyTasks = (spec: NodeSpec): readonly BoundTask[] => [
  bindTask(directory, { ensure: "present", path: API_PROXY_DIRECTORY, mode: 0o755 }),
  bindTask(file, {
    ensure: "present",
    path: API_PROXY_CONFIG_PATH,
    text: renderApiProxyConfig(spec.apiProxy, spec.host),
    acceptedBy: "haproxy",
    needs: ["package:haproxy"],
  }),
  bindTask(unitFile, UNIT_FILE),
  bindTask(unit, {
    ensure: "running",
    unit: API_PROXY_UNIT,
    restartOn: [
      { ref: `file:${API_PROXY_UNIT_PATH}`, path: API_PROXY_UNIT_PATH },
      { ref: "package:haproxy", path: HAPROXY_PROGRAM },
    ],
    reloadOn: [{ ref: `file:${API_PROXY_CONFIG_PATH}`, path: API_PROXY_CONFIG_PATH }],
    restartDisruption: {
      level: "restart",
      reason: "connections of this host to the API server are made anew",
    },
  }),
];

export const absentApiProxyTasks = (needs: readonly Ref[]): readonly BoundTask[] => [
  bindTask(unit, { ensure: "stopped", unit: API_PROXY_UNIT, needs }),
  bindTask(unitFile, { ...UNIT_FILE, ensure: "absent", needs: [`unit:${API_PROXY_UNIT}`] }),
  bindTask(directory, {
    ensure: "absent",
    path: API_PROXY_DIRECTORY,
    needs: [`unit:${API_PROXY_UNIT}`],
  }),
];

const UNIT_FILE = {
  ensure: "present",
  unit: API_PROXY_UNIT,
  path: API_PROXY_UNIT_PATH,
  text: renderApiProxyUnit(),
} as const;
