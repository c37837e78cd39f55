import { type Clock, type IdSource, parseUlid } from "@segno/core";
import { createRandom } from "./random.ts";

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

const encodeTime = (ms: number): string => {
  let text = "";
  for (let rest = Math.floor(ms), at = 0; at < 10; at++) {
    text = alphabet.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
};

/** ULIDs (https://github.com/ulid/spec) that a clock and a seed decide; each is greater than the one before. */
export const seededIds = (clock: Clock, seed: number): IdSource => {
  const random = createRandom(seed);
  let time = 0;
  let digits: number[] = [];

  const increment = (): void => {
    for (let at = digits.length - 1; at >= 0; at--) {
      const digit = digits[at] ?? 0;
      digits[at] = (digit + 1) % 32;
      if (digit < 31) return;
    }
  };

  return {
    next: () => {
      const now = clock.now();
      if (now > time) {
        time = now;
        // The first digit stays small, so that no run of increments within one millisecond overflows.
        digits = Array.from({ length: 16 }, (_, at) => Math.floor(random() * (at === 0 ? 16 : 32)));
      } else {
        increment();
      }
      const ulid = parseUlid(encodeTime(time) + digits.map((digit) => alphabet[digit]).join(""));
      if (!ulid) throw new Error(`A clock at ${time} ms is past what a ULID can hold.`);
      return ulid;
    },
  };
};
