import { demand } from "./law.ts";

/** Keys sorted, so that two equal values read alike; what is undefined is not there. */
const sorted = (_key: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

export const show = (value: unknown): string => JSON.stringify(value, sorted) ?? "undefined";

const longest = 600;
const short = (text: string): string =>
  text.length > longest ? `${text.slice(0, longest)}… (${text.length} characters)` : text;

/** Deeply equal, as JSON; says what was expected and what came. */
export const same = (actual: unknown, expected: unknown, otherwise: string): void => {
  const [came, wanted] = [show(actual), show(expected)];
  demand(came === wanted, `${otherwise}\n  expected ${short(wanted)}\n  but got  ${short(came)}`);
};
