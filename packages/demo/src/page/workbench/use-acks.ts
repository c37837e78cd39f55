import { type Acks, createAcks } from "@segno/client/ack";
import { useCallback, useEffect, useRef } from "react";
import type { Line } from "../line/line.ts";

/** Acknowledges for a reader of the stream at this address, for as long as the component is there. */
export const useAcks = (url: string, reader: string, line: Line): ((position: string) => void) => {
  const acks = useRef<Acks | null>(null);
  useEffect(() => {
    const { fetch, wake } = line;
    const made = createAcks(url, { reader, fetch, wake, everyMs: 100, backoffCapMs: 2_000 });
    acks.current = made;
    return () => {
      acks.current = null;
      void made.close();
    };
  }, [url, reader, line]);
  return useCallback((position) => acks.current?.ack(position), []);
};
