import type { Projection } from "./evolve.ts";

/**
 * Folds events as they come: yields the state after each. A `started` begins again from the projection's initial
 * state, so that no projection needs to know of resets. Who resumes hands over the state it had: `from`.
 */
export async function* foldStream<State, Event extends { readonly type: string }>(
  events: AsyncIterable<Event>,
  projection: Projection<State, Event>,
  from: State = projection.initial,
): AsyncGenerator<State, void, undefined> {
  let state = from;
  for await (const event of events) {
    const before = event.type === "started" ? projection.initial : state;
    state = projection.evolve(before, event);
    yield state;
  }
}
