import { setTimeout as sleep } from "node:timers/promises";
import {
  type Ended,
  emptyConversation,
  evolveConversation,
  isSegnoError,
  type MessageEvent,
  type Run,
} from "@segno/core";
import { aiMessageId, answerText, model, question, userMessageId } from "../source/answer.ts";
import { seeded } from "../source/random.ts";
import { createRhythm } from "../source/rhythm.ts";
import { tokenise } from "../source/tokens.ts";
import type { AnswerStreams, Open } from "./open.ts";
import type { Tell, WriteOrder, Written } from "./orders.ts";
import { createPen } from "./pen.ts";

type Produce = (run: Run<MessageEvent>) => Promise<void>;

/** How often one asks whether the lease of another is over. */
const askMs = 100;

/** The least pace of one who hesitates. */
const hesitatingMs = 5;

/** Runs over the id; to take over, once the one that wrote it has been silent for long enough. */
const runAfter = async (
  streams: AnswerStreams,
  { streamId, takeOver }: WriteOrder,
  tell: Tell,
  produce: Produce,
): Promise<Ended> => {
  const named = { owner: "user-7", kind: "answer" };
  const options = takeOver ? ({ ...named, ifStale: "take-over" } as const) : named;
  for (let asked = 0; ; asked++) {
    try {
      return await streams.run(streamId, options, produce);
    } catch (error) {
      if (!takeOver || !isSegnoError(error, "stream-active")) throw error;
      if (asked === 0) tell({ type: "happening", what: "is refused: the lease still runs" });
      await sleep(askMs);
    }
  }
};

/** What is stored; read after the takeover, since from then on nobody else can add to it. */
const storedBy = async (streams: AnswerStreams, run: Run<MessageEvent>) => {
  const events = run.began === "taken-over" ? (await streams.read(run.streamId)).events : [];
  const { messages } = events.reduce(evolveConversation, emptyConversation);
  const answered = messages.find(({ messageId }) => messageId === aiMessageId)?.content ?? "";
  return { events: events.length, messages: messages.length, answered };
};

/** Writes the answer token by token, from the beginning or from what is stored. */
export const write = async (open: Open, order: WriteOrder, tell: Tell): Promise<Written> => {
  const streams = open();
  const random = seeded(order.seed);
  const pen = createPen(tell);

  const produce: Produce = async (run) => {
    const { events, messages, answered } = await storedBy(streams, run);
    const began = {
      new: "starts",
      recreated: "starts: the life before is replaced",
      "taken-over": `takes over after event ${events}, ${answered.length} characters into the text`,
    };
    tell({ type: "happening", what: began[run.began] });
    pen.begin(Math.max(1, events), answered);

    const put = (event: MessageEvent): void => pen.put(run, event);
    if (messages < 1) put({ type: "user-message", messageId: userMessageId, content: question });
    if (messages < 2) put({ type: "ai-message-start", messageId: aiMessageId, model });
    const rhythm = createRhythm(random);
    const { paceMs, hesitatesAt = Number.POSITIVE_INFINITY } = order;
    let written = answered.length;
    for (const content of tokenise(answerText().slice(answered.length), random)) {
      await run.ready;
      put({ type: "ai-message-chunk", messageId: aiMessageId, content });
      written += content.length;
      const pace = written < hesitatesAt ? paceMs : Math.max(hesitatingMs, paceMs);
      await rhythm(pace, run.signal);
    }
    await run.ready;
    put({ type: "ai-message-complete", messageId: aiMessageId });
  };

  try {
    const { terminal, position } = await runAfter(streams, order, tell, produce);
    pen.end(position);
    return { ending: terminal, ...pen.tally() };
  } catch (error) {
    pen.end(null);
    return { ending: isSegnoError(error) ? error.code : String(error), ...pen.tally() };
  } finally {
    await streams.close();
  }
};
