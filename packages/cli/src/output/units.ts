const spans = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1_000],
] as const;

/** A length of time in its largest unit: `3 d`, `1.5 s`, `40 ms`. */
export const span = (ms: number): string => {
  const length = Math.abs(ms);
  const [unit, one] = spans.find(([, least]) => length >= least) ?? ["ms", 1];
  const count = length / one;
  return `${one > 1 && count < 10 ? Number(count.toFixed(1)) : Math.round(count)} ${unit}`;
};

export const ago = (ms: number): string => (ms < 1_000 ? "now" : `${span(ms)} ago`);

/** Of a moment that is to come; of one that is over, too. */
export const ahead = (ms: number): string => (ms <= 0 ? "over" : `in ${span(ms)}`);

const sizes = ["B", "KB", "MB", "GB"] as const;

export const bytes = (count: number): string => {
  const step = Math.min(
    sizes.length - 1,
    count < 1 ? 0 : Math.floor(Math.log(count) / Math.log(1024)),
  );
  const size = count / 1024 ** step;
  return `${step > 0 && size < 10 ? size.toFixed(1) : Math.round(size)} ${sizes[step]}`;
};

export const grouped = (count: number): string => count.toLocaleString("en");

export const moment = (at: number): string =>
  new Date(at)
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z$/, " UTC");

/** `1 stream`, `2 streams`. */
export const counted = (count: number, one: string): string =>
  `${grouped(count)} ${one}${count === 1 ? "" : "s"}`;
