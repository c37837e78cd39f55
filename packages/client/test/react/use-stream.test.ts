import "../support/dom.ts";
import { act } from "@testing-library/react";
import { createElement, Fragment } from "react";
import { describe, expect, it } from "vitest";
import { type StreamView, type UseStreamOptions, useStream } from "../../src/react/index.ts";
import { problem } from "../support/bad-server.ts";
import { url } from "../support/gather.ts";
import { liveServer } from "../support/live-server.ts";
import { life, realText, secondLife } from "../support/log.ts";
import { rendering } from "../support/rendering.ts";

type Props = {
  readonly at: string | null;
  readonly options: UseStreamOptions<string>;
  readonly onView: (view: StreamView<string>) => void;
};

const Answer = ({ at, options, onView }: Props) => {
  // New objects with each render, as people write it.
  const view = useStream<string>(at, { ...options });
  onView(view);
  return createElement(Fragment, null, view.text, "|", view.status);
};

/** One component that shows a stream, and each view that it was rendered with. */
const page = (more: UseStreamOptions<string> = {}) => {
  const server = liveServer();
  const set = rendering();
  const views: StreamView<string>[] = [];
  const props = (at: string | null, options: UseStreamOptions<string> = {}): Props => ({
    at,
    options: { ...set.options, fetch: server.fetch, ...more, ...options },
    onView: (view) => views.push(view),
  });
  const shown = set.show(Answer, props(url));
  const last = (): StreamView<string> => views.at(-1) ?? expect.fail("nothing was rendered");
  const again = (at: string | null, options?: UseStreamOptions<string>): void =>
    shown.again(props(at, options));
  return { ...set, ...shown, again, server, views, last };
};

const log = life(realText);

describe("useStream", () => {
  it("shows the text as it comes, and how it ended, over one line", async () => {
    const { server, settle, text } = page();
    expect(text()).toBe("|connecting");
    await settle();
    expect(text()).toBe("|streaming");
    server.send(...log.slice(0, 3));
    await settle();
    expect(text()).toBe(`${realText.slice(0, 2).join("")}|streaming`);
    server.send(...log.slice(3));
    await settle();
    expect(text()).toBe(`${realText.join("")}|completed`);
    expect(server.asked).toHaveLength(1);
  });

  it("goes on where it was when the line is cut", async () => {
    const { server, settle, pass, text } = page({ random: () => 0.5 });
    const before = realText.slice(0, 2).join("");
    await settle();
    server.send(...log.slice(0, 3));
    await settle();
    server.cut();
    await settle();
    expect(text()).toBe(`${before}|reconnecting`);
    await pass(250);
    await settle();
    expect(text()).toBe(`${before}|streaming`);
    server.send(...log.slice(3));
    await settle();
    expect(text()).toBe(`${realText.join("")}|completed`);
    expect(server.asked[1]?.headers.get("last-event-id")).toBe(log[2]?.position);
  });

  it("renders five hundred chunks in one frame once", async () => {
    const many = life(Array.from({ length: 500 }, (_, at) => `${at} `));
    const { server, settle, views, last } = page();
    await settle();
    const before = views.length;
    server.send(...many.slice(0, -1));
    await settle();
    // StrictMode renders everything twice.
    expect(views.length - before).toBe(2);
    expect(last().text.split(" ")).toHaveLength(501);
  });

  it("holds nothing after it is gone, and renders no more", async () => {
    const { server, settle, views, unmount, held } = page();
    await settle();
    server.send(...log.slice(0, 2));
    expect(server.open()).toBe(1);
    unmount();
    const rendered = views.length;
    await settle();
    server.send(...log.slice(2));
    await settle();
    expect([server.open(), held()]).toEqual([0, 0]);
    expect(views.length).toBe(rendered);
  });

  it("keeps its functions, and its view while nothing changes", async () => {
    const { server, settle, again, views, last } = page();
    await settle();
    server.send(...log.slice(0, 2));
    await settle();
    const view = last();
    again(url);
    expect(last()).toBe(view);
    server.send(...log.slice(2));
    await settle();
    expect(last()).not.toBe(view);
    expect(new Set(views.map(({ stop }) => stop)).size).toBeLessThanOrEqual(2);
    expect(last().stop).toBe(view.stop);
    expect(last().resume).toBe(view.resume);
  });

  it("of another address begins anew, and hears no more of the first", async () => {
    const { server, settle, again, text } = page();
    await settle();
    server.send(...log.slice(0, 2));
    await settle();
    again(`${url}?second`);
    expect(text()).toBe("|connecting");
    await settle();
    expect(server.open()).toBe(1);
    expect(text()).toBe(`${realText[0]}|streaming`);
    again(null);
    await settle();
    expect(text()).toBe("|idle");
    expect(server.open()).toBe(0);
  });

  it("of a stream that is begun again shows the new life alone", async () => {
    const { server, settle, pass, text, last } = page({ keepEvents: true });
    await settle();
    server.send(...log.slice(0, 3));
    await settle();
    expect(last().events).toHaveLength(3);
    server.forget();
    server.send(...life(["anew"], { incarnation: secondLife }));
    await pass(1_000);
    await settle();
    expect(text()).toBe("anew|completed");
    expect(last().events.map(({ type }) => type)).toEqual(["started", "chunk", "completed"]);
  });

  it("goes on from what the page had loaded", async () => {
    const after = log[2]?.position;
    const initial = realText.slice(0, 2).join("");
    const { server, settle, text } = page({ after, initial });
    expect(text()).toBe(`${initial}|connecting`);
    server.send(...log);
    await settle();
    expect(text()).toBe(`${realText.join("")}|completed`);
    expect(server.asked[0]?.url.searchParams.get("after")).toBe(after);
  });

  it("keeps the events where they are wanted", async () => {
    const { server, settle, last } = page({ keepEvents: true });
    await settle();
    server.send(...log);
    await settle();
    expect(last().events.map(({ position }) => position)).toEqual(
      log.map(({ position }) => position),
    );
    expect(last().position).toBe(log.at(-1)?.position);
  });

  it("says what a payload says, by `text` or by its content", async () => {
    const { server, settle, again, last } = page();
    const [started, ...rest] = life([{ content: "by content, " }, { said: "by text" }]);
    await settle();
    if (started && rest[0]) server.send(started, rest[0]);
    await settle();
    again(url, { text: (data) => Object(data).said });
    server.send(...rest.slice(1));
    await settle();
    expect(last().text).toBe("by content, by text");
  });

  it("asks the server to stop, and shows that it was stopped when it is told so", async () => {
    const { server, settle, last } = page();
    await settle();
    server.send(...log.slice(0, 2));
    const ended = await last().stop({ reason: "enough" });
    expect(ended.terminal).toBe("stopped");
    const [asked] = server.asked.filter(({ method }) => method === "POST");
    expect(asked?.url.pathname).toBe("/streams/answer-1/stop");
    expect(JSON.parse(asked?.body ?? "")).toEqual({ reason: "enough" });
    const end = { type: "stopped" as const, at: 1, reason: "enough" };
    server.send(...life([realText[0]], { ending: end }).slice(2));
    await settle();
    expect(last().status).toBe("stopped");
  });
});

describe("an error", () => {
  /** A server that refuses first, with each of these in turn. */
  const refusing = (...answers: readonly Response[]) => {
    const server = liveServer();
    const left = [...answers];
    const fetch: typeof globalThis.fetch = async (input, init) =>
      left.shift() ?? server.fetch(input, init);
    return { server, fetch };
  };

  it("is shown with its code, and `resume` tries again from where it was", async () => {
    const { server, fetch } = refusing(problem(403, "forbidden"));
    const { settle, last } = page({ fetch });
    await settle();
    expect(last().status).toBe("error");
    expect(last().error).toMatchObject({ code: "forbidden" });
    server.send(...log);
    act(() => last().resume());
    await settle();
    expect(last()).toMatchObject({ status: "completed", error: null, text: realText.join("") });
  });

  it("that says that what was read is lost makes `resume` read it anew", async () => {
    const { server, fetch } = refusing(problem(409, "diverged"));
    const { settle, last } = page({ fetch, after: log[2]?.position, initial: "lost" });
    await settle();
    expect(last()).toMatchObject({ status: "error", text: "lost" });
    server.send(...log);
    act(() => last().resume());
    await settle();
    expect(last()).toMatchObject({ status: "completed", text: realText.join("") });
    expect(server.asked[0]?.url.searchParams.get("after")).toBe("0");
  });

  it("of the page's own is shown, too: nothing is thrown into the void", async () => {
    const broken = page({
      text: () => {
        throw new Error("no text");
      },
    });
    await broken.settle();
    broken.server.send(...log);
    await broken.settle();
    expect(broken.last().error).toMatchObject({ code: "bad-entry" });
    const wrong = page({ after: "yesterday" });
    await wrong.settle();
    expect(wrong.last().error).toMatchObject({ code: "invalid-position" });
    expect(wrong.held()).toBe(0);
  });
});
