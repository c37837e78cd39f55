import type { CallId, Head, Incarnation, TerminalType } from "@segno/core";

/** An optional name as it is stored: empty where there is none, which is told from an empty one. */
export const quoted = (name: string | undefined): string => (name === undefined ? "" : `=${name}`);

const text = (value: unknown): string =>
  value === null || value === undefined ? "" : String(value);

/** A head from its fields, in the order of `headFields`; null where there is none. */
export const parseHead = (fields: unknown): Head | null => {
  if (!Array.isArray(fields) || typeof fields[0] !== "string") return null;
  const [x = "", s, o, r = "", l, a, d, t, c, w, k] = fields.map(text);
  const [i, e, p] = x.split(" ");
  const [revision, appendedAt = revision] = r.split(" ");
  return {
    incarnation: i as Incarnation,
    startedAt: Number(s),
    epoch: Number(e),
    offset: Number(o),
    revision: Number(revision),
    leaseUntil: Math.floor(Number(appendedAt) / 1000) + Number(l),
    producer: p as CallId,
    leaseMs: Number(l),
    activeTtlMs: Number(a),
    endedTtlMs: Number(d),
    ...(t ? { terminal: t as TerminalType } : {}),
    ...(c ? { closer: c as CallId } : {}),
    ...(w ? { owner: w.slice(1) } : {}),
    ...(k ? { kind: k.slice(1) } : {}),
  };
};

/** What the fields without which there is no head look like, in the same order. */
const shapes = [
  /^\S+ \d+ \S+( ended| brief)?$/,
  /^\d+$/,
  /^\d+$/,
  /^\d+( \d+)?$/,
  /^\d+$/,
  /^\d+$/,
  /^\d+$/,
];

/** Whether it is a head of ours, and not something else that has its name. */
export const isHead = (fields: unknown): boolean =>
  Array.isArray(fields) && shapes.every((shape, i) => shape.test(text(fields[i])));
