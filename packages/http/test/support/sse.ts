/** One frame, its fields as they came. */
export type Frame = {
  readonly id?: string;
  readonly event?: string;
  readonly data?: string;
  readonly retry?: string;
};

const frameOf = (block: string): Frame =>
  Object.fromEntries(
    block
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith(":"))
      .map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]),
  );

/** The frames of a body that has come to its end, comments left out. */
export const framesOf = (body: string): readonly Frame[] =>
  body
    .split("\n\n")
    .map(frameOf)
    .filter((frame) => Object.keys(frame).length > 0);

/** Frames as they come, up to the end of the line. */
export async function* frames(response: Response): AsyncGenerator<Frame, void> {
  let text = "";
  for await (const part of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const blocks = (text + part).split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const frame = frameOf(block);
      if (Object.keys(frame).length > 0) yield frame;
    }
  }
}

export const events = (url: string, init: RequestInit = {}): Promise<Response> =>
  fetch(url, { ...init, headers: { accept: "text/event-stream", ...init.headers } });

/** What the chunks among them say. */
export const said = (seen: readonly Frame[]): string =>
  seen
    .filter(({ event }) => event === "chunk")
    .map(({ data = "" }) => JSON.parse(data).data.content)
    .join("");
