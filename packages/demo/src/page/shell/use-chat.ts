import { useEffect, useState } from "react";
import { currentChat, newChat } from "./address.ts";

/** Which chat is open, and how to open a new one; the browser's back leads to the one before. */
export const useChat = (): readonly [chat: string, begin: () => void] => {
  const [chat, setChat] = useState(currentChat);
  useEffect(() => {
    const back = (): void => setChat(currentChat());
    addEventListener("popstate", back);
    return () => removeEventListener("popstate", back);
  }, []);
  return [chat, () => setChat(newChat())];
};
