import {
  beginning,
  type Ending,
  isSegnoError,
  type Projection,
  type Recorded,
  type SegnoError,
} from "@segno/core/browser";
import type { Connection } from "../connection.ts";
import type { View, ViewOptions, ViewStatus } from "./view.ts";

/** What a stream has come to, ahead of what is shown of it. */
export type Draft<A, State> = {
  readonly look: () => Pick<View<A>, "status" | "error" | "position" | "events"> & {
    readonly state: State;
  };
  /** The position to go on from; undefined where nothing is known of one. */
  readonly after: () => string | undefined;
  readonly over: () => boolean;
  readonly onEvent: (event: Recorded<A>, projection: Projection<State, Recorded<A>>) => void;
  readonly onConnection: (connection: Connection) => void;
  readonly onEnding: (ending: Ending) => void;
  /** After an error: what is lost is forgotten. */
  readonly anew: (projection: Projection<State, Recorded<A>>) => void;
};

/** What cannot be gone on from: it is read from the beginning. */
const isLost = (error: SegnoError | null): boolean =>
  isSegnoError(error, "diverged") || isSegnoError(error, "trimmed");

export const createDraft = <A, State>(
  { after, keepEvents = false }: ViewOptions<A, State>,
  initial: State,
  idle: boolean,
): Draft<A, State> => {
  let state = initial;
  let known = after;
  let events: Recorded<A>[] = [];
  let status: ViewStatus = idle ? "idle" : "connecting";
  let error: SegnoError | null = null;
  let over = idle;
  let opened = false;

  return {
    look: () => ({ state, status, error, position: known ?? beginning, events: events.slice() }),
    after: () => known,
    over: () => over,
    onEvent: (event, projection) => {
      const begins = event.type === "started";
      if (begins) events = [];
      state = projection.evolve(begins ? projection.initial : state, event);
      if (keepEvents) events.push(event);
      known = event.position;
    },
    onConnection: (connection) => {
      opened ||= connection.state === "open";
      status = connection.state === "open" ? "streaming" : opened ? "reconnecting" : "connecting";
    },
    onEnding: (ending) => {
      if (ending._tag === "aborted" || ending._tag === "left") return;
      over = true;
      status = ending._tag;
      if (ending._tag === "error") error = ending.error;
    },
    anew: (projection) => {
      if (isLost(error)) {
        state = projection.initial;
        known = beginning;
        events = [];
      }
      over = false;
      error = null;
      status = "connecting";
    },
  };
};
