import type { Figure } from "./figure.ts";

/** A metric under its name: its first figure for those who want one, and all of them. */
export type Metric = Omit<Figure, "name" | "misses"> & {
  readonly name: string;
  /** Of each figure in turn, where there are several. */
  readonly figures: readonly Figure[];
};

/** `holds` where every figure does. */
export const metricOf = (name: string, figures: readonly Figure[]): Metric => {
  const [first] = figures;
  if (first === undefined) throw new Error(`${name} measured nothing`);
  const { misses: _, ...shown } = first;
  const targets = figures.map((figure) => [figure.name, figure.target].filter(Boolean).join(" "));
  return {
    ...shown,
    name,
    target: targets.join("; "),
    holds: figures.every(({ holds }) => holds),
    figures,
  };
};
