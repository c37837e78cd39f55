import type { Ask } from "../child.ts";
import type { Asked, Tail } from "./origin.ts";

const whole = /^id: .*\nevent: chunk\ndata: .*\n\n/m;

/** One event of a server as its bytes go over the wire. */
export const frameOf = async (ask: Ask<Asked>, id: string): Promise<string> => {
  const { url, headers } = (await ask({ do: "open", id, events: 0 })) as Tail;
  const { body } = await fetch(url, { headers });
  await ask({ do: "append", id });
  let text = "";
  for await (const bytes of body ?? []) {
    text += Buffer.from(bytes).toString();
    const [frame] = whole.exec(text) ?? [];
    if (frame !== undefined) return frame;
  }
  throw new Error(`${url} sent no event: ${text}`);
};
