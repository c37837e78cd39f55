import { bareTerminal, type LifecycleEvent, type Started } from "./events.ts";
import { emptyState, type StreamState } from "./state.ts";

/** Field by field: a follower's record also has a position, and a mark where it is a reset. */
const begun = ({ at, incarnation, owner, kind, metadata }: Started): StreamState => ({
  status: "active",
  incarnation,
  startedAt: at,
  lastActivity: at,
  ...(owner === undefined ? {} : { owner }),
  ...(kind === undefined ? {} : { kind }),
  ...(metadata === undefined ? {} : { metadata }),
  chunks: 0,
  eventCount: 1,
});

/**
 * The reducer: pure and total. A `started` always begins anew, so that a reset needs no special care;
 * an event that no rule would have let in changes nothing.
 */
export const evolve = (state: StreamState, event: LifecycleEvent<unknown>): StreamState => {
  if (event.type === "started") return begun(event);
  if (state.status !== "active") return state;
  const eventCount = state.eventCount + 1;
  switch (event.type) {
    case "chunk":
      return { ...state, chunks: state.chunks + 1, eventCount, lastActivity: event.at };
    case "stopped":
    case "failed":
    case "completed":
      return {
        ...state,
        status: event.type,
        ending: bareTerminal(event),
        eventCount,
        lastActivity: event.at,
      };
    default:
      event satisfies never;
      return state;
  }
};

/** A named way to fold events: what `foldStream` takes, and what the laws of replay compare. */
export type Projection<State, Event> = {
  readonly initial: State;
  readonly evolve: (state: State, event: Event) => State;
};

/** The lifecycle of a stream as a projection. */
export const lifecycle: Projection<StreamState, LifecycleEvent<unknown>> = {
  initial: emptyState,
  evolve,
};

/** The text of a stream: what its payloads say, joined; begun anew by every `started`. */
export const textOf = <A>(text: (data: A) => string): Projection<string, LifecycleEvent<A>> => ({
  initial: "",
  evolve: (said, event) => {
    if (event.type === "started") return "";
    return event.type === "chunk" ? said + text(event.data) : said;
  },
});
