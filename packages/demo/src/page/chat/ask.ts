import { hasCode, startStream } from "@segno/client";
import type { StartBody } from "../../wire.ts";
import type { Line } from "../line/line.ts";
import { streamUrl } from "../shell/address.ts";

/** Starts an answer. Returns why there is none, for people; null where it is being written. */
export const ask = async (
  id: string,
  body: Omit<StartBody, "text"> & { readonly text: string | undefined },
  { fetch }: Pick<Line, "fetch">,
): Promise<string | null> => {
  try {
    await startStream(streamUrl(id), body, { fetch });
    return null;
  } catch (error) {
    if (hasCode(error, "stream-active")) return "Another device was faster: it is being answered.";
    if (hasCode(error, "ended")) return "That was asked and answered already.";
    if (hasCode(error, "store-unavailable")) return "No answer came. Is the line cut?";
    return error instanceof Error ? error.message : String(error);
  }
};
