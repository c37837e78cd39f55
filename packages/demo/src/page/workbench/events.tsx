import type { MessageEvent, Recorded } from "@segno/core/browser";
import { memo, type ReactNode, useState } from "react";

/** The newest that are shown, unless all are asked for. */
const most = 40;

type RowProps = {
  readonly event: Recorded<MessageEvent>;
  readonly onPick: (position: string) => void;
};

const saidBy = (event: Recorded<MessageEvent>): string => {
  if (event.type === "chunk") {
    const { data } = event;
    return "content" in data ? JSON.stringify(data.content) : data.type;
  }
  const { type, at, position, offset, ...rest } = event;
  return JSON.stringify(rest);
};

/** What tells it from its neighbours: the term and the number. */
const placeIn = (position: string): string => position.split(".").slice(-2).join(".");

const Row = memo(({ event, onPick }: RowProps): ReactNode => {
  const { offset, type, position } = event;
  return (
    <tr data-type={type}>
      <td>{offset}</td>
      <td>{event.type === "chunk" ? event.data.type.replace("ai-message-", "") : type}</td>
      <td dir="auto">
        <code>{saidBy(event)}</code>
      </td>
      <td>
        <button
          type="button"
          className="position"
          title={`Resume after ${position}`}
          onClick={() => onPick(position)}
        >
          <span className="unseen">Resume after </span>…{placeIn(position)}
        </button>
      </td>
    </tr>
  );
});

type Props = {
  readonly events: readonly Recorded<MessageEvent>[];
  readonly onPick: (position: string) => void;
};

/** The events as they came, the newest first, with what a reader would resume from. */
export const Events = ({ events, onPick }: Props): ReactNode => {
  const [all, setAll] = useState(false);
  if (events.length === 0) return <p className="nothing">No events yet.</p>;
  const shown = (all ? events.slice() : events.slice(-most)).reverse();
  const hidden = events.length - shown.length;
  return (
    <div className="events">
      <table>
        <caption className="unseen">Events, the newest first</caption>
        <thead>
          <tr>
            <th scope="col">#</th>
            <th scope="col">event</th>
            <th scope="col">says</th>
            <th scope="col">position</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((event) => (
            <Row key={event.position} event={event} onPick={onPick} />
          ))}
        </tbody>
      </table>
      {(hidden > 0 || all) && (
        <button type="button" className="quiet" onClick={() => setAll(!all)}>
          {all ? `The newest ${most}` : `${hidden.toLocaleString("en")} earlier`}
        </button>
      )}
    </div>
  );
};
