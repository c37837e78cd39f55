/** What an adapter needs of fp-ts, so that its author needs none of it. */
export { type Either, isLeft, isRight, left, right } from "fp-ts/lib/Either.js";
