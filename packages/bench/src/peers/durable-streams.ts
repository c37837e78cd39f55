import { once } from "node:events";
import { DurableStream, IdempotentProducer, stream } from "@durable-streams/client";
import type { Bench } from "../bench.ts";
import { forkProgram } from "../fork.ts";
import type { Live } from "../measure/live.ts";
import { text } from "../payload.ts";

export const name = "durable-streams";

/** Over HTTP, on its own server: another store than Redis, another transport, the same job. */
export type DurableStreams = {
  /** Through its producer, which batches. */
  readonly produce: (id: string, count: number) => Promise<void>;
  /** One request for each chunk, awaited. */
  readonly produceAwaited: (id: string, count: number) => Promise<void>;
  /** Where the stream ends now. */
  readonly offset: (id: string) => Promise<string>;
  /** So many chunks from an offset on, or from the start; then it leaves. */
  readonly replay: (id: string, count: number, offset?: string) => Promise<void>;
  readonly live: () => Promise<Live>;
};

export const openDurableStreams = async (bench: Bench): Promise<DurableStreams> => {
  const server = forkProgram(bench, "peers/durable-server");
  const [base] = await once(server, "message");
  const urlOf = (id: string): string => `${base}/${id}`;
  const contentType = "application/json";
  /** Also where it is there already. */
  const create = (id: string): Promise<DurableStream> =>
    DurableStream.create({ url: urlOf(id), contentType });

  return {
    produce: async (id, count) => {
      const errors: Error[] = [];
      const onError = (cause: Error): void => void errors.push(cause);
      const producer = new IdempotentProducer(await create(id), `${id}-${count}`, { onError });
      for (let n = 0; n < count; n++) producer.append(text);
      await producer.flush();
      await producer.detach();
      if (errors[0]) throw errors[0];
    },
    produceAwaited: async (id, count) => {
      const handle = await create(id);
      for (let n = 0; n < count; n++) await handle.append(text);
    },
    offset: async (id) => {
      const head = await DurableStream.head({ url: urlOf(id) });
      if (!head.exists || head.offset === undefined)
        throw new Error(`${name}: ${id} has no offset`);
      return head.offset;
    },
    replay: async (id, count, offset = "-1") => {
      const response = await stream({ url: urlOf(id), offset, live: false });
      const items = await response.json();
      if (items.length !== count)
        throw new Error(`${name} read ${items.length} of ${count} chunks`);
    },
    live: async () => {
      const id = bench.fresh();
      const handle = await create(id);
      const leaving = new AbortController();
      const following = await stream({
        url: urlOf(id),
        live: "sse",
        json: true,
        signal: leaving.signal,
      });
      const reader = following.jsonStream().getReader();
      return {
        heard: () => reader.read(),
        send: () => handle.append(text),
        close: () => leaving.abort(),
      };
    },
  };
};
