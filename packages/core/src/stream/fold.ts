import type { Projection } from "./evolve.ts";

/**
 * Folds events as they come: yields the state after each. A `started` that resets begins again from the
 * projection's initial state, so that no projection needs to know of resets.
 */
export async function* foldStream<State, Event extends { readonly type: string }>(
  events: AsyncIterable<Event>,
  projection: Projection<State, Event>,
): AsyncGenerator<State, void, undefined> {
  let state = projection.initial;
  for await (const event of events) {
    const before = event.type === "started" ? projection.initial : state;
    state = projection.evolve(before, event);
    yield state;
  }
}
