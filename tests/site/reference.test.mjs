// The reference in a real browser: what people do with it, and what it must never do.
//
//   node --test reference.test.mjs      with REFERENCE, HOSTILE (files) and SCREENSHOTS (a folder)

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, beforeEach, afterEach, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const REFERENCE = pathToFileURL(process.env.REFERENCE).href;
const HOSTILE = pathToFileURL(process.env.HOSTILE).href;
const QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"];
QUIET.push("--disable-background-networking", "--disable-component-update");

let browser, context, page, requests, errors;

before(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: QUIET });
});
after(() => browser.close());

async function opened(url = REFERENCE, options = {}) {
  await context?.close();
  context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  page = await context.newPage();
  requests = [];
  errors = [];
  page.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  await page.goto(url);
}
beforeEach(() => opened());
afterEach(() => {
  assert.deepEqual(errors, []);
  assert.deepEqual(requests.filter((url) => !url.startsWith(REFERENCE) && !url.startsWith(HOSTILE)), []);
});

const shown = () => page.locator("article:visible").evaluateAll((all) => all.map((one) => Number(one.id)));
const current = () => page.evaluate(() => document.querySelector("[aria-current]")?.hash.slice(1));
const inView = (id) => page.evaluate((name) => {
  const box = document.getElementById(name).getBoundingClientRect();
  return box.top >= 0 && box.top < innerHeight / 2;
}, id);
const screenshot = (name) => page.screenshot({ path: `${process.env.SCREENSHOTS}/${name}.png` });

describe("search", () => {
  // What a person types, and the codes that must be there; `first` is what Enter opens.
  for (const [typed, first, among] of [
    ["486", "486", [486]],
    ["busy", "486", [486, 600]],
    ["BUSY_HERE", "486", [486]],
    ["busy-here", "486", [486]],
    ["正忙", "486", [486, 600]],
    ["min-se", "422", [422]],
    ["rfc 8688", "608", [608]],
    ["isup cause 17", "486", [486]],
    ["unsupported certificate", "437", [437]],
  ]) {
    test(typed, async () => {
      await page.fill("#search", typed);
      const codes = await shown();
      for (const code of among) assert.ok(codes.includes(code), `${code} of ${codes}`);
      assert.ok(codes.length < 78);
      await page.press("#search", "Enter");
      assert.equal(new URL(page.url()).hash, `#${first}`);
      assert.ok(await inView(first));
    });
  }

  test("nothing found is said, and Escape brings everything back", async () => {
    await page.fill("#search", "qqq");
    assert.deepEqual(await shown(), []);
    assert.equal(await page.inputValue("#count").catch(() => page.textContent("#count")), "0 / 78");
    await page.press("#search", "Escape");
    assert.equal((await shown()).length, 78);
  });
});

test("filters by class and by who sends it", async () => {
  await page.click("#classes button[value='6']");
  assert.deepEqual(await shown(), [600, 603, 604, 606, 607, 608]);
  await page.click("#classes button[value='6']");
  await page.selectOption("#sender", "registrar");
  const registrar = await shown();
  assert.ok(registrar.includes(423) && !registrar.includes(486));
});

describe("deep links", () => {
  for (const hash of ["486", "busy-here", "600", "unsupported-certificate"]) {
    test(hash, async () => {
      await opened(`${REFERENCE}#${hash}`);
      assert.ok(await inView(hash));
    });
  }
  test("to what a filter hides", async () => {
    await page.click("#classes button[value='1']");
    await page.evaluate(() => { location.hash = "#486"; });
    await page.waitForFunction(() => !document.getElementById("486").classList.contains("gone"));
    assert.ok(await inView("486"));
  });
});

test("the language is remembered", async () => {
  await page.selectOption("#language", "zh");
  assert.equal(await page.getAttribute("html", "lang"), "zh");
  const summary = page.locator("[id='486'] p[lang=zh]");
  assert.match(await summary.textContent(), /已联系到被叫的设备/);
  assert.ok(await summary.isVisible());
  assert.ok(!(await page.locator("[id='486'] p[lang=en]").isVisible()));
  await page.reload();
  assert.equal(await page.getAttribute("html", "lang"), "zh");
  await page.evaluate(() => { location.hash = "#486"; });
  await screenshot("486-chinese");
  await page.selectOption("#language", "en");
  assert.ok(await page.locator("[id='486'] p[lang=en]").isVisible());
});

test("keys: slash, arrows, Enter, Escape", async () => {
  await page.keyboard.press("/");
  assert.ok(await page.evaluate(() => document.activeElement.id === "search"));
  await page.keyboard.type("48");
  await page.keyboard.press("ArrowDown");
  const second = await current();
  await page.keyboard.press("ArrowUp");
  assert.notEqual(await current(), second);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  assert.equal(new URL(page.url()).hash, `#${second}`);
  await page.keyboard.press("Escape");
  assert.equal(await page.inputValue("#search"), "");
});

test("copy", async () => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const article = page.locator("[id='486']");
  await article.locator("summary").click();
  for (const [label, text] of [
    ["SIP", "SIP/2.0 486 Busy Here"],
    ["c", "SIP_STATUS_BUSY_HERE"],
    ["go", "sipstatus.StatusBusyHere"],
    ["python", "StatusCode.BUSY_HERE"],
  ]) {
    await article.getByRole("button", { name: `Copy ${label} 486`, exact: true }).click();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), text);
  }
  const go = page.locator("[id='416']");
  await go.locator("summary").click();
  assert.ok((await go.textContent()).includes("sipstatus.StatusUnsupportedURIScheme"));
});

describe("every width", () => {
  for (const width of [320, 375, 600, 768, 1024, 1280, 1920, 2560]) {
    test(`${width}`, async () => {
      await page.setViewportSize({ width, height: 800 });
      const [content, room] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(content <= room, `${content} in ${room}`);
      if (width === 375) await screenshot("phone");
    });
  }
});

describe("accessible", () => {
  for (const colorScheme of ["light", "dark"]) {
    for (const language of ["en", "zh"]) {
      test(`${colorScheme}, ${language}`, async () => {
        await opened(`${REFERENCE}#486`, { colorScheme });
        await page.selectOption("#language", language);
        await page.evaluate(AXE);
        const { violations } = await page.evaluate(() => globalThis.axe.run());
        assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
        if (language === "en") {
          await screenshot(colorScheme);
          await page.fill("#search", "busy");
          await screenshot(`search-${colorScheme}`);
        }
      });
    }
  }
});

test("without scripts it is read in full", async () => {
  await opened(REFERENCE, { javaScriptEnabled: false });
  assert.equal(await page.locator("article:visible").count(), 78);
  assert.ok(await page.locator("[id='486'] p[lang=zh]").isVisible());
  assert.ok(!(await page.locator("form").isVisible()));
});

test("on paper there is no form", async () => {
  await page.emulateMedia({ media: "print" });
  assert.ok(!(await page.locator("form").isVisible()));
  assert.ok(await page.locator("[id='486']").isVisible());
});

test("hostile text is text", async () => {
  await opened(HOSTILE);
  assert.equal(await page.evaluate(() => typeof globalThis.evil), "undefined");
  assert.match(await page.locator("[id='477'] h3").textContent(), /Send failed \(477\/TM\) \*\/ \$\(x\) \?\?\//);
  assert.ok((await page.locator("[id='477']").textContent()).includes("</script>"));
});

test("a slow machine finds at once", async () => {
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 20 });
  const begin = performance.now();
  await page.reload();
  const loaded = performance.now();
  const took = await page.evaluate(() => {
    const search = document.querySelector("#search"), start = performance.now();
    search.value = "busy";
    search.dispatchEvent(new Event("input"));
    void document.body.offsetHeight;
    return performance.now() - start;
  });
  console.log(`processor 20 times slower: ready after ${Math.round(loaded - begin)} ms, result after ${Math.round(took)} ms`);
  assert.ok(took < 2_000);
});
