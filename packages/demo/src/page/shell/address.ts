import { keep, kept } from "./storage.ts";

export const streamsUrl = "/api/streams";

export const streamUrl = (id: string): string => `${streamsUrl}/${encodeURIComponent(id)}`;

/** A chat is a row of streams, one for each question: the address of the page names the chat, and that is all it keeps. */
export const turnId = (chat: string, turn: number): string => `${chat}.${turn}`;

const key = "chat";

const freshId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(10)), (byte) => (byte % 36).toString(36)).join(
    "",
  );

const known = (): string | null => {
  const id = new URL(location.href).searchParams.get(key) ?? kept(key);
  return id && /^[\w~-]{1,64}$/.test(id) ? id : null;
};

const open = (id: string, how: "pushState" | "replaceState"): string => {
  const url = new URL(location.href);
  url.searchParams.set(key, id);
  history[how](null, "", url);
  keep(key, id);
  return id;
};

/** The chat of the address, or the last one that was looked at here, or a new one. */
export const currentChat = (): string => open(known() ?? freshId(), "replaceState");

export const newChat = (): string => open(freshId(), "pushState");
