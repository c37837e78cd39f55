import { TRPCClientError } from "@trpc/client";
import type { AppRouter, Client } from "./served.ts";

type Input = Parameters<Client["streams"]["followStream"]["subscribe"]>[0];

/** As the subscription's client sees it. */
export type Event = {
  readonly type: string;
  readonly position: string;
  readonly offset: number;
} & Record<string, unknown>;

export type Following = {
  readonly seen: Event[];
  readonly ids: string[];
  /** Resolves when the subscription is over: null, or Segno's code and tRPC's. */
  readonly over: Promise<string | null>;
  readonly leave: () => void;
};

const codes = (error: unknown): string => {
  if (!(error instanceof TRPCClientError)) throw error;
  const { data } = error as TRPCClientError<AppRouter>;
  return `${data?.segnoCode} ${data?.code}`;
};

/** What a call was refused with: Segno's code, and tRPC's. */
export const refusal = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call;
  } catch (error) {
    return codes(error);
  }
  throw new Error("It was not refused");
};

/** A subscription, and all that it was given. */
export const follow = (
  client: Client,
  input: Input,
  onData?: (event: Event) => void,
): Following => {
  const seen: Event[] = [];
  const ids: string[] = [];
  let leave = (): void => {};
  const over = new Promise<string | null>((resolve, reject) => {
    const subscription = client.streams.followStream.subscribe(input, {
      onData: ({ id, data }) => {
        ids.push(id);
        seen.push(data as Event);
        onData?.(data as Event);
      },
      onComplete: () => resolve(null),
      onError: (error) => {
        try {
          resolve(codes(error));
        } catch (unknown) {
          reject(unknown);
        }
      },
    });
    leave = () => subscription.unsubscribe();
  });
  return { seen, ids, over, leave: () => leave() };
};

/** What chunks say, joined. */
export const textOf = (events: readonly { readonly type: string }[]): string =>
  events
    .map((event) => ("data" in event ? (event.data as { content: string }).content : ""))
    .join("");
