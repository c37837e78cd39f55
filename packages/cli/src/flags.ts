import { InvalidArgumentError } from "commander";

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** `500ms`, `10s`, `5m`, `2h`, `7d`, `4w`; a bare number is milliseconds. */
export const duration = (text: string): number => {
  const [, count = "", unit = "ms"] = /^(\d{1,12})(ms|s|m|h|d|w)?$/.exec(text) ?? [];
  const ms = count === "" ? Number.NaN : Number(count) * (units[unit] ?? Number.NaN);
  if (Number.isSafeInteger(ms)) return ms;
  throw new InvalidArgumentError("A time is 500ms, 10s, 5m, 2h, 7d or 4w.");
};

export const whole = (text: string): number => {
  if (/^\d{1,9}$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError("It takes a whole number, 1 at least.");
};

export const json = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidArgumentError("It takes JSON.");
  }
};

export const several = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  text,
];

/** Without what was not given: an option that is `undefined` is none. */
export const given = <Options extends object>(
  options: Options,
): { [Name in keyof Options]: Exclude<Options[Name], undefined> } =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Options]: Exclude<Options[Name], undefined>;
  };
