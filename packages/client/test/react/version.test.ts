import { version } from "react";
import { version as domVersion } from "react-dom";
import { expect, it } from "vitest";

it("the hooks are tested on the React that this project is for", () => {
  const expected = process.env["REACT"] ?? "19";
  expect([version, domVersion].map((one) => one.split(".")[0])).toEqual([expected, expected]);
});
