import type { Either } from "fp-ts/lib/Either.js";
import type { Life } from "../../src/codec/codec.ts";
import { ulid } from "./given.ts";

export const life: Life = { incarnation: ulid("AAA"), startedAt: 1_700_000_000_000 };

/** What an answer holds; a refusal fails the test with its words. */
export const rightOf = <A>(answer: Either<unknown, A>): A => {
  if (answer._tag === "Left") throw new Error(`refused: ${JSON.stringify(answer.left)}`);
  return answer.right;
};
