import type { MessageEvent, Run } from "@segno/core";
import { aiMessageId, model, userMessageId } from "../source/answer.ts";
import { textOf } from "../source/library.ts";
import { seeded } from "../source/random.ts";
import { createRhythm } from "../source/rhythm.ts";
import { tokenise } from "../source/tokens.ts";
import type { StartBody } from "../wire.ts";

/** The question, and the answer token by token, at a pace that may change while it is said. */
export async function* produce(
  { prompt, text }: StartBody,
  { signal }: Run<MessageEvent>,
  paceMs: () => number,
): AsyncGenerator<MessageEvent, void, undefined> {
  yield { type: "user-message", messageId: userMessageId, content: prompt };
  yield { type: "ai-message-start", messageId: aiMessageId, model };
  const random = seeded(prompt.length);
  const rhythm = createRhythm(random);
  for (const content of tokenise(textOf(text) ?? "", random)) {
    await rhythm(paceMs(), signal);
    if (signal.aborted) return;
    yield { type: "ai-message-chunk", messageId: aiMessageId, content };
  }
  yield { type: "ai-message-complete", messageId: aiMessageId };
}
