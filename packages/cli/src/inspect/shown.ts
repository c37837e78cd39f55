import type { GroupProgress } from "@segno/core";
import { toneOf } from "../ended.ts";
import type { Paint } from "../output/paint.ts";
import { type Column, createTable, type Field } from "../output/table.ts";
import { ago, ahead, bytes, counted, grouped, moment, span } from "../output/units.ts";
import type { Findings } from "./findings.ts";
import type { ReaderFinding } from "./readers.ts";

const leaseOf = ({ lease }: Findings): string => {
  if (!lease) return "none: it has ended";
  const { leaseMs, leftMs } = lease;
  return leftMs > 0
    ? `${span(leaseMs)}; ${span(leftMs)} left`
    : `${span(leaseMs)}; over for ${span(leftMs)}: its producer is silent`;
};

const expiryOf = ({ expiresAt, ttl }: Findings): string => {
  const together = ttl.synchronized ? "" : "; its keys do not expire together";
  return `${moment(expiresAt)} (${ahead(expiresAt - Date.now())})${together}`;
};

/** The stream itself, by name and value. */
export const streamFields = (found: Findings): readonly Field[] => {
  const { streamId, status, owner, kind, startedAt, lastActivity, heldFor } = found;
  const optional: [string, string | undefined][] = [
    ["owner", owner],
    ["kind", kind],
    ["held for", heldFor.join(", ") || undefined],
  ];
  return [
    ["stream", streamId, "bold"],
    ["status", status, toneOf(status)],
    ...optional.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
    ["events", `${grouped(found.eventCount)} (${counted(found.chunks, "chunk")})`],
    ["started", `${moment(startedAt)} (${ago(Date.now() - startedAt)})`],
    ["written", `${moment(lastActivity)} (${ago(Date.now() - lastActivity)})`],
    ["expires", expiryOf(found)],
    ["lease", leaseOf(found)],
    ["memory", found.bytes === null ? "the server does not say" : bytes(found.bytes)],
    ["incarnation", found.incarnation],
    ["position", found.position],
  ];
};

const readerColumns: readonly Column<ReaderFinding>[] = [
  { head: "READER", cell: ({ reader }) => reader },
  { head: "BEHIND", cell: ({ behind }) => grouped(behind), align: "right" },
  { head: "SEEN", cell: ({ seenAt }) => (seenAt === null ? "" : ago(Date.now() - seenAt)) },
  { head: "POSITION", cell: ({ position }) => position ?? "none acknowledged" },
];

/** A stream may have a thousand: those that are furthest behind are looked at. */
const mostReaders = 20;

const groupColumns: readonly Column<GroupProgress>[] = [
  { head: "GROUP", cell: ({ group }) => group },
  { head: "WAITING", cell: ({ waiting }) => grouped(waiting), align: "right" },
  { head: "PENDING", cell: ({ pending }) => grouped(pending), align: "right" },
  { head: "DEAD", cell: ({ deadLetters }) => grouped(deadLetters), align: "right" },
  { head: "THROUGH", cell: ({ through }) => (through ? "yes" : "no") },
];

export const readerTable = (rows: readonly ReaderFinding[], paint: Paint): readonly string[] => {
  const shown = createTable(readerColumns, paint)(rows.slice(0, mostReaders));
  const more = rows.length - mostReaders;
  return more > 0 ? [...shown, paint("dim", `and ${grouped(more)} more: --json has all`)] : shown;
};

export const groupTable = (rows: readonly GroupProgress[], paint: Paint): readonly string[] =>
  createTable(groupColumns, paint)(rows);
