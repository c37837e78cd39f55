export type Verdict = "ok" | "warn" | "fail" | "unknown";

/** What was looked at, what was found, and what to do about it. */
export type Check = {
  readonly check: string;
  readonly verdict: Verdict;
  readonly found: string;
  readonly advice: string | null;
};

export const ok = (check: string, found: string): Check => ({
  check,
  verdict: "ok",
  found,
  advice: null,
});

export const wrong = (
  check: string,
  verdict: Exclude<Verdict, "ok">,
  found: string,
  advice: string,
): Check => ({ check, verdict, found, advice });
