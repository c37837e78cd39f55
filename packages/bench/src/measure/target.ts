/** What a figure must come to, beside its yardstick, beside a peer, or by itself. */
export type Target = {
  /** The side that ours is a multiple of; left out where the figure itself is what counts. */
  readonly of?: string;
  /** As much as `of` and this much more, where it is not a multiple. */
  readonly plus?: number;
  readonly least?: number;
  readonly most?: number;
  /** The spread must reach down to no difference at all. */
  readonly withinSpread?: boolean;
};

export type Held = {
  readonly ours: number;
  /** The other sides, by name. */
  readonly sides: Readonly<Record<string, number>>;
  readonly spread: readonly [number, number] | null;
};

const amount = (value: number): string => value.toLocaleString("en", { maximumFractionDigits: 2 });

const boundOf = ({ least, most, plus }: Target): number => plus ?? least ?? most ?? Number.NaN;

export const textOf = (target: Target, yardstick: string): string => {
  const sign = target.least === undefined ? "≤" : "≥";
  const bound = amount(boundOf(target));
  if (target.of === undefined) return `${sign} ${bound}`;
  const of = target.of === "raw" ? yardstick : target.of;
  if (target.plus !== undefined) return `${sign} ${of} + ${bound}`;
  const within = target.withinSpread ? ", within the spread" : "";
  return `${sign} ${bound} × ${of}${within}`;
};

const percent = (part: number): string =>
  `${part < 0.0995 ? (part * 100).toFixed(1) : Math.round(part * 100)} %`;

/** By how much a target is missed, in words; null where it holds. */
export const missOf = (target: Target, { ours, sides, spread }: Held): string | null => {
  const other = target.of === undefined ? null : (sides[target.of] ?? Number.NaN);
  const measured = other === null ? ours : target.plus !== undefined ? ours - other : ours / other;
  const bound = boundOf(target);
  if (!Number.isFinite(measured)) return "not measured";
  if (target.least !== undefined && measured < bound)
    return `${percent(1 - measured / bound)} short`;
  if (target.least === undefined && measured > bound)
    return `${bound === 0 ? amount(measured) : percent(measured / bound - 1)} over`;
  if (target.withinSpread && spread && spread[0] > 1)
    return `no round below ${spread[0].toFixed(2)} ×`;
  return null;
};
