import type { Listing } from "../ports/catalogue.ts";
import type { Context } from "./context.ts";
import { listPage, type PageOptions } from "./list-page.ts";

/** Looks at the ground before each step: throws where the walk is to go no further. */
export type Guard = () => void;

/** A whole walk, page by page, from a cursor on. */
export async function* pagesOf<A>(
  context: Context<A>,
  { cursor, ...options }: PageOptions,
  guard: Guard,
): AsyncGenerator<Listing, void, undefined> {
  let next: string | null | undefined = cursor;
  do {
    guard();
    const page: Listing = await listPage(context, { ...options, cursor: next });
    next = page.cursor;
    yield page;
  } while (next !== null);
}
