import "../support/dom.ts";
import type { MessageEvent } from "@segno/core/browser";
import { createElement } from "react";
import { expect, it } from "vitest";
import { type ConversationView, useConversation } from "../../src/react/index.ts";
import { url } from "../support/gather.ts";
import { liveServer } from "../support/live-server.ts";
import { life } from "../support/log.ts";
import { rendering } from "../support/rendering.ts";

type Props = {
  readonly options: Parameters<typeof useConversation>[1];
  readonly onView: (view: ConversationView) => void;
};

const Chat = ({ options, onView }: Props) => {
  const view = useConversation(url, options);
  onView(view);
  const lines = view.messages.map(({ messageId, role, content, status }) =>
    createElement("p", { key: messageId }, `${role}: ${content} (${status}) `),
  );
  return createElement("div", null, lines);
};

const chat = () => {
  const server = liveServer();
  const set = rendering();
  const views: ConversationView[] = [];
  const options = { ...set.options, fetch: server.fetch };
  const shown = set.show(Chat, { options, onView: (view) => views.push(view) });
  return { server, ...set, ...shown, views };
};

const said: readonly MessageEvent[] = [
  { type: "user-message", messageId: "m1", content: "What is a segno?" },
  { type: "ai-message-start", messageId: "m2" },
  { type: "ai-message-chunk", messageId: "m2", content: "𝄋, a " },
  { type: "ai-message-chunk", messageId: "m2", content: "sign." },
];

it("shows the messages in a stream; its end closes the one that is open", async () => {
  const { server, settle, text } = chat();
  const end = { type: "stopped" as const, at: 1, by: "user-7" };
  const log = life(said, { ending: end });
  await settle();
  server.send(...log.slice(0, 4));
  await settle();
  expect(text()).toBe("user: What is a segno? (complete) assistant: 𝄋, a  (streaming) ");
  server.send(...log.slice(4));
  await settle();
  expect(text()).toBe("user: What is a segno? (complete) assistant: 𝄋, a sign. (stopped) ");
});

it("leaves a message that does not change the same object", async () => {
  const { server, settle, views } = chat();
  const log = life(said);
  await settle();
  server.send(...log.slice(0, 4));
  await settle();
  const before = views.at(-1)?.messages;
  server.send(...log.slice(4));
  await settle();
  const after = views.at(-1)?.messages;
  expect(after?.[0]).toBe(before?.[0]);
  expect(after?.[1]).not.toBe(before?.[1]);
});
