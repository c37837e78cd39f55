/** A figure as a person reads it: three digits that say something. */
export const sayNumber = (value: number | null): string => {
  if (value === null) return "";
  const size = Math.abs(value);
  if (size >= 1_000) return Math.round(value).toLocaleString("en");
  if (Number.isInteger(value) || size >= 100) return `${Math.round(value)}`;
  return value.toFixed(size >= 10 ? 1 : size >= 1 ? 2 : 3);
};

export const sayRatio = (ratio: number | null): string =>
  ratio === null ? "" : `${ratio.toFixed(2)} ×`;

export const saySpread = (spread: readonly [number, number] | null): string =>
  spread === null ? "" : `${spread[0].toFixed(2)}–${spread[1].toFixed(2)}`;
