import "../support/dom.ts";
import { act, cleanup } from "@testing-library/react";
import { createElement, type ReactElement, StrictMode } from "react";
import { hydrateRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { afterEach, expect, it, vi } from "vitest";
import { type UseStreamOptions, useStream } from "../../src/react/index.ts";
import { url } from "../support/gather.ts";
import { liveServer } from "../support/live-server.ts";
import { life } from "../support/log.ts";
import { rendering } from "../support/rendering.ts";

afterEach(cleanup);

const Answer = ({ options }: { readonly options: UseStreamOptions<string> }) => {
  const { text, status } = useStream<string>(url, options);
  return createElement("p", null, `${text}|${status}`);
};

const page = (options: UseStreamOptions<string>): ReactElement =>
  createElement(StrictMode, null, createElement(Answer, { options }));

it("a server renders what is there before the first event, and asks for nothing", () => {
  const server = liveServer();
  const html = renderToString(page({ fetch: server.fetch, initial: "So far" }));
  expect(html).toBe("<p>So far|connecting</p>");
  expect(server.asked).toEqual([]);
});

it("a page takes that over, and goes on", async () => {
  const server = liveServer();
  const { options, settle } = rendering();
  const complaints = vi.spyOn(console, "error").mockImplementation(() => {});
  const given = { ...options, fetch: server.fetch };
  const root = document.createElement("div");
  root.innerHTML = renderToString(page(given));
  const app = await act(async () => hydrateRoot(root, page(given)));
  server.send(...life(["hydrated"]));
  await settle();
  expect(root.textContent).toBe("hydrated|completed");
  expect(complaints.mock.calls).toEqual([]);
  await act(async () => app.unmount());
});
