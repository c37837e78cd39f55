import { type Head, lastActivityOf } from "./head.ts";

/** Which streams are meant; of what is left out, all. */
export type HeadFilter = {
  /** Those that have no terminal, or those that have one. */
  readonly only?: "active" | "ended";
  readonly owner?: string;
  readonly kind?: string;
  /** Those that were last appended to so many ms ago, or longer. */
  readonly olderThan?: number;
};

export const matches = (filter: HeadFilter, head: Head, now: number): boolean => {
  const { only, owner, kind, olderThan } = filter;
  if (only !== undefined && (head.terminal === undefined) !== (only === "active")) return false;
  if (owner !== undefined && head.owner !== owner) return false;
  if (kind !== undefined && head.kind !== kind) return false;
  return olderThan === undefined || now - lastActivityOf(head) >= olderThan;
};
