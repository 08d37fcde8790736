import { type EventFields, eventFields } from "../../controller/events/output-event.ts";

/** Types of events with their fields, for docs/events.md. */
export const renderEvents = (): string =>
  sections
    .map(({ place, heading, key }) => {
      const rows = eventFields().filter((one) => one.place === place);
      return `### ${heading}\n\n| ${key} | when | fields |\n|---|---|---|\n${rows.map(toRow).join("")}\n`;
    })
    .join("");

const sections = [
  { place: "line", heading: "Lines", key: "`type`" },
  { place: "run", heading: "Events of runs", key: "`event.type`" },
  { place: "agent", heading: "Events outside of runs", key: "`event.type`" },
] as const;

const toRow = ({ type, description, fields }: EventFields): string =>
  `| \`${type}\` | ${description} | ${fields.map((field) => field.replace(/^\w+/, "`$&`")).join(", ")} |\n`;
