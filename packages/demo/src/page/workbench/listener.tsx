import { useStream } from "@segno/client/react";
import type { MessageEvent } from "@segno/core/browser";
import { type ReactNode, useEffect } from "react";
import type { Tap } from "../chat/tap.ts";
import type { Line } from "../line/line.ts";
import { streamUrl } from "../shell/address.ts";
import { GrowingText } from "./text.tsx";

type Props = {
  readonly id: string;
  readonly after: string;
  readonly line: Line;
  readonly tap: Tap;
};

/** A follower of the workbench's own, from a position: it says what came since. */
export const Listener = ({ id, after, line, tap }: Props): ReactNode => {
  const { text, status, error, events, resume } = useStream<MessageEvent>(streamUrl(id), {
    after,
    fetch: line.fetch,
    wake: line.wake,
    keepEvents: true,
    text: (event) => (event.type === "ai-message-chunk" ? event.content : ""),
  });
  useEffect(() => tap.show({ streamId: id, status, events }), [tap, id, status, events]);
  return (
    <div className="heard">
      <p>
        {status}
        {error && ` (${error.code})`}, {events.length.toLocaleString("en")} events{" "}
        {error && (
          <button type="button" className="quiet" onClick={resume}>
            Try again
          </button>
        )}
      </p>
      <GrowingText text={text} />
    </div>
  );
};
