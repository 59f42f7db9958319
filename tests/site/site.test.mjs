// The site in a real browser: it is complete in itself, and everybody can use it.
//
//   node --test site.test.mjs      with SITE (what Sphinx wrote) and SCREENSHOTS (folders)

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { dirname, extname, join, normalize } from "node:path";
import { after, before, beforeEach, afterEach, describe, test } from "node:test";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"];
QUIET.push("--disable-background-networking", "--disable-component-update");
const SITE = process.env.SITE;
const KINDS = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const PAGES = readdirSync(SITE, { recursive: true }).filter((path) => path.endsWith(".html"));
// One of each kind: guide, API, generated. axe takes its time, so it reads the shorter ones.
const CHECKED = ["docs/index", "docs/targets", "docs/api/many-lines", "generated/markdown/6xx"];
const READ = [...CHECKED, "docs/architecture", "docs/benchmarks/README", "docs/api/parsing", "CHANGELOG"];

const server = createServer((request, response) => {
  const path = decodeURIComponent(new URL(request.url, "http://site").pathname);
  if (path === "/favicon.ico") return response.writeHead(204).end(); // browsers ask for it unasked
  try {
    const content = readFileSync(join(SITE, path.endsWith("/") ? `${path}index.html` : path));
    response.writeHead(200, { "content-type": KINDS[extname(path) || ".html"] ?? "application/octet-stream" });
    response.end(content);
  } catch {
    response.writeHead(404).end();
  }
});

let browser, context, page, requests, errors, home;

before(async () => {
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  home = `http://127.0.0.1:${server.address().port}/`;
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: QUIET });
});
after(async () => {
  await browser.close();
  server.close();
});

async function opened(options = {}) {
  await context?.close();
  context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  page = await context.newPage();
  requests = [];
  errors = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
}
beforeEach(() => opened());
afterEach(() => {
  assert.deepEqual(errors, []);
  assert.deepEqual(requests.filter((url) => !url.startsWith(home) && !url.startsWith("data:")), []);
});

const screenshot = (name) => page.screenshot({ path: `${process.env.SCREENSHOTS}/${name}.png` });

test("the address of the site leads to the start page, and that to the reference", async () => {
  await page.goto(home);
  await page.waitForURL("**/docs/index.html");
  assert.deepEqual(
    (await page.locator("h2").allTextContents()).map((heading) => heading.replace(/¶?#?$/, "")),
    ["A proxy in Python", "A build pipeline", "A program in another language"],
  );
  await page.getByRole("link", { name: "All codes on one page" }).click();
  await page.waitForURL("**/sip-status-codes.html");
  await page.fill("#search", "busy");
  assert.ok(await page.locator("[id='486']").isVisible());
});

describe("search", () => {
  // What a person types, and a page that must be among the results.
  for (const [typed, among] of [
    ["parse_status_line", "docs/api/parsing.html"],
    ["leniency", "docs/parsing.html"],
    ["Retry-After", "docs/meaning.html"],
    ["makefile", "docs/pipelines.html"],
  ]) {
    test(typed, async () => {
      await page.goto(`${home}docs/index.html`);
      await page.getByRole("textbox", { name: "Search" }).first().fill(typed);
      await page.keyboard.press("Enter");
      await page.waitForSelector("#search-results li a");
      await page.waitForFunction(() => /found/.test(document.querySelector("#search-results").textContent));
      const found = await page.locator("#search-results li a").evaluateAll((all) => all.map((a) => a.pathname));
      assert.ok(found.includes(`/${among}`), `${found}`);
    });
  }
});

test("every link within the site leads somewhere", () => {
  const ids = new Map();
  const known = (path) => {
    if (!ids.has(path)) {
      const text = readFileSync(join(SITE, path), "utf8");
      ids.set(path, new Set([...text.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id)));
    }
    return ids.get(path);
  };
  const broken = [];
  for (const from of PAGES.filter((path) => path !== "sip-status-codes.html")) {
    const text = readFileSync(join(SITE, from), "utf8");
    for (const [, link] of text.matchAll(/\s(?:href|src)="([^"]+)"/g)) {
      if (/^(https?|mailto|data):/.test(link)) continue;
      const [path, hash] = decodeURIComponent(link.replaceAll("&amp;", "&")).split("#");
      const to = path ? normalize(join(dirname(from), path.split("?")[0])) : from;
      try {
        if (!hash || !to.endsWith(".html")) readFileSync(join(SITE, to));
        else if (!known(to).has(hash)) broken.push(`${from}: ${link}`);
      } catch {
        broken.push(`${from}: ${link}`);
      }
    }
  }
  assert.deepEqual(broken, []);
});

test("every picture is shown", async () => {
  await page.goto(`${home}docs/benchmarks/README.html`);
  const widths = await page.locator("main img, article img").evaluateAll((all) => all.map((one) => one.naturalWidth));
  assert.ok(widths.length >= 5 && widths.every((width) => width > 0), `${widths}`);
});

describe("every width", () => {
  for (const width of [320, 375, 768, 1280, 2560]) {
    test(`${width}`, async () => {
      await page.setViewportSize({ width, height: 800 });
      const wide = [];
      for (const name of READ) {
        await page.goto(`${home}${name}.html`);
        const [content, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
        if (content > room) wide.push(`${name}: ${content} in ${room}`);
        if (width === 375 && name === READ[0]) await screenshot("site-phone");
      }
      assert.deepEqual(wide, []);
    });
  }
});

describe("accessible", () => {
  for (const colorScheme of ["light", "dark"]) {
    for (const name of [...CHECKED, "search"]) {
      test(`${name}, ${colorScheme}`, async () => {
        await opened({ colorScheme });
        await page.goto(`${home}${name}.html${name === "search" ? "?q=leniency" : ""}`);
        if (name === "search") await page.waitForSelector("#search-results li");
        await page.evaluate(AXE);
        const { violations } = await page.evaluate(() => globalThis.axe.run());
        assert.deepEqual(violations.map(({ id, nodes }) => `${id} (${nodes.length}): ${nodes[0].html}`), []);
        await screenshot(`site-${name.replaceAll("/", "-")}-${colorScheme}`);
      });
    }
  }
});
