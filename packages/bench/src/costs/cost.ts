import type { Cost } from "../report/report.ts";

const costIn =
  (unit: string) =>
  (name: string, value: number, what: string): Cost => ({ name, unit, value, what });

export const microseconds: ReturnType<typeof costIn> = costIn("µs");
export const bytes: ReturnType<typeof costIn> = costIn("bytes");
