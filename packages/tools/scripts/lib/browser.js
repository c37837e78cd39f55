import { findProgram, installProgram } from "./provision.js";

const programs = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "microsoft-edge",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

const packages = {
  "apt-get": ["chromium"],
  apk: ["chromium"],
  dnf: ["chromium"],
  zypper: ["chromium"],
  pacman: ["chromium"],
  brew: ["--cask", "google-chrome"],
};

/** The browser of `CHROME_PATH`, or one of the Chromium family that is on this machine. */
export const findBrowser = () => {
  const given = process.env["CHROME_PATH"];
  return given === undefined ? findProgram(programs) : findProgram([given]);
};

const threeWays = `  1. set CHROME_PATH to the program of a Chromium, Chrome or Edge
  2. put chromium or google-chrome on PATH
  3. install one: apt-get install chromium, apk add chromium, dnf install chromium, brew install --cask google-chrome`;

/** A real browser for the tests of the page. Ends the run with the three ways to have one when there is none. */
export async function ensureBrowser() {
  const given = process.env["CHROME_PATH"];
  const found = findBrowser();
  if (given !== undefined && found === undefined) {
    console.error(`\nCHROME_PATH is set to ${given}, and there is no program.\n`);
    process.exit(1);
  }
  const browser = found ?? (await installProgram({ name: "browser", packages, find: findBrowser }));
  if (browser !== undefined) return browser;
  console.error(
    `\nThe tests need a real browser, and there is none. Three ways to have one:\n${threeWays}\n`,
  );
  process.exit(1);
}
