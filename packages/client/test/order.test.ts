import type { Place } from "@segno/core/browser";
import { expect, it } from "vitest";
import { orderOf } from "../src/order.ts";
import { firstLife, secondLife } from "./support/log.ts";

const at = (offset: number, epoch = 7, incarnation = firstLife): Place => ({
  incarnation,
  epoch,
  offset,
});

it.each([
  ["the first", null, at(1), "next"],
  ["one that is not the first", null, at(2), "gap"],
  ["the next", at(5), at(6), "next"],
  ["the next, of a later term", at(5), at(6, 9), "next"],
  ["the next, of a term that is over", at(5), at(6, 6), "gap"],
  ["one further", at(5), at(7), "gap"],
  ["the same", at(5), at(5), "seen"],
  ["an earlier one", at(5), at(1), "seen"],
  ["an earlier one, of an earlier term", at(5), at(4, 6), "seen"],
  ["another one in its place", at(5), at(5, 9), "diverged"],
  ["another one in the place of an earlier", at(5), at(2, 9), "diverged"],
  ["the first of another life", at(5), at(1, 8, secondLife), "new-life"],
  ["a later one of another life", at(5), at(6, 8, secondLife), "gap"],
])("%s", (_, last, place, order) => {
  expect(orderOf(last, place)).toBe(order);
});
