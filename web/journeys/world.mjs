// What the journeys share: a real Chromium in front of a demonstration district
// whose clock the test moves. Started by crates/server/tests/all/journeys.rs,
// which gives the addresses; a person here does what a person does.
import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

const home = process.env.TONGCHOU_HOME;
const control = process.env.TONGCHOU_CONTROL;
const password = process.env.TONGCHOU_DEMO_PASSWORD;
const pictures = process.env.TONGCHOU_PICTURES;

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const SIZES = {
  office: { width: 1366, height: 768 },
  wide: { width: 1920, height: 1080 },
  phone: { width: 390, height: 844 },
};

export class World {
  static async open() {
    const browser = await chromium.launch({
      executablePath: "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    });
    await mkdir(pictures, { recursive: true });
    return new World(browser);
  }

  constructor(browser) {
    this.browser = browser;
    this.people = new Map();
  }

  async close() {
    await this.browser.close();
  }

  // The district's day, as 2026-06-15.
  async today() {
    return (await fetch(`${control}/today`)).text();
  }

  // Lets so many days pass. Everybody signs in anew: sessions have ended.
  async later(days) {
    await fetch(`${control}/later/${days}`, { method: "POST" });
    for (const person of this.people.values()) await person.leave();
    this.people.clear();
  }

  // A day so many days from today.
  async in(days) {
    const day = new Date(`${await this.today()}T00:00:00Z`);
    day.setUTCDate(day.getUTCDate() + days);
    return day.toISOString().slice(0, 10);
  }

  // Somebody signed in, in a browser of their own; null for nobody.
  async as(account, size = SIZES.office) {
    const key = `${account} ${size.width}`;
    if (!this.people.has(key)) this.people.set(key, await Person.enter(this.browser, account, size));
    return this.people.get(key);
  }
}

export class Person {
  static async enter(browser, account, size) {
    const context = await browser.newContext({ viewport: size, locale: "zh-CN" });
    const page = await context.newPage();
    const person = new Person(context, page, account);
    page.on("request", (request) => person.watch(request.url()));
    page.on("console", (message) => {
      // a refusal's status is an answer, and a preview that was still on its way when the form was sent is let go;
      // a blocked script or style is a fault
      const known = /status of 4(04|09|22)|^htmx:(sendAbort|afterRequest),/;
      if (message.type() === "error" && !known.test(message.text())) person.faults.push(message.text());
    });
    if (account !== null) {
      await person.go("/sign_in");
      await page.fill("[name=name]", account);
      await page.fill("[name=password]", password);
      await page.click("main form button");
      assert.ok(!page.url().endsWith("/sign_in"), `${account} does not get in`);
    }
    return person;
  }

  constructor(context, page, account) {
    this.context = context;
    this.page = page;
    this.account = account;
    this.faults = [];
  }

  watch(address) {
    if (!address.startsWith(home) && !address.startsWith("data:") && !address.startsWith("blob:")) {
      this.faults.push(`asked ${address}`);
    }
  }

  async leave() {
    assert.deepEqual(this.faults, [], `${this.account}: faults in the browser`);
    await this.context.close();
  }

  async go(path) {
    return this.page.goto(path.startsWith("http") ? path : home + path);
  }

  path() {
    return new URL(this.page.url()).pathname;
  }

  text() {
    return this.page.locator("main").innerText();
  }

  // The address of a project's page, by its title.
  async project(title) {
    await this.go(`/projects?text=${encodeURIComponent(title)}`);
    const link = this.page.locator("main table a", { hasText: title }).first();
    const href = await link.getAttribute("href");
    return new URL(href, home).pathname;
  }

  // Fills a form's fields by their names, as typed, ticked or chosen; a choice
  // is found by its value or by words of its label.
  async fill(fields) {
    for (const [name, value] of Object.entries(fields)) {
      for (const one of [value].flat()) await this.set(name, String(one));
    }
  }

  // Asks for more rows of a table until the field is there.
  async moreRows(name) {
    await this.page.locator(`button[name="_more"][value="${name.split(".")[0]}"]`).click();
    await this.page.locator(`main form [name="${name}"]`).first().waitFor({ state: "attached" });
  }

  async set(name, value) {
    if (/\.\d+\./.test(name) && (await this.page.locator(`main form [name="${name}"]`).count()) === 0) await this.moreRows(name);
    const named = this.page.locator(`main form [name="${name}"]:not([type=hidden])`);
    assert.ok((await named.count()) > 0, `${this.path()} has no field ${name}`);
    const kind = await named.first().evaluate((field) => (field.tagName === "SELECT" ? "select" : field.type));
    if (kind === "checkbox" || kind === "radio") {
      await this.page.locator(`main form [name="${name}"][value="${value}"]`).check();
    } else if (kind === "select") {
      const chosen = await named.first().evaluate((select, wanted) => {
        const options = [...select.options];
        return (options.find((o) => o.value === wanted) ?? options.find((o) => o.text.includes(wanted)))?.value;
      }, value);
      assert.ok(chosen, `${name} has no choice ${value}`);
      await named.first().selectOption(chosen);
    } else {
      await named.first().fill(value);
    }
  }

  // Presses the button that does the act.
  async send() {
    await Promise.all([this.page.waitForEvent("load"), this.page.locator("main .send button[type=submit]").first().click()]);
  }

  // Does an act that must succeed.
  async act(form, fields = {}) {
    await this.go(form);
    await this.fill(fields);
    await this.send();
    assert.notEqual(this.path(), form, `${form} was refused:\n${await this.text()}`);
  }

  // Checks for duplicates on the project's own page and answers what asks for it.
  async checked(project) {
    await this.go(`${project}/duplicates`);
    const press = (button) => Promise.all([this.page.waitForEvent("load"), button.click()]);
    await press(this.page.locator("main form.acts button"));
    for (;;) {
      const open = this.page.locator(".hit > form.answering").first();
      if ((await open.count()) === 0) return;
      await open.locator("input[value=not_duplicate]").check();
      await open.locator("textarea").fill("服务对象和建设内容不同");
      await press(open.locator("button"));
    }
  }

  // Tries an act that must be refused, naming the article; what was typed stays.
  async refused(form, fields, article) {
    await this.go(form);
    await this.fill(fields);
    await this.send();
    const says = await this.page.locator(".summary").first().innerText();
    assert.ok(says.includes(article), `${form}: no ${article} in\n${says}`);
  }

  // Nothing serious may stand against a page's accessibility.
  async accessible(path) {
    if (path) await this.go(path);
    await this.page.evaluate(axe);
    const found = await this.page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
    const serious = found.violations.filter((one) => ["serious", "critical"].includes(one.impact));
    const told = serious.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join("\n  ")}`);
    assert.deepEqual(told, [], `${this.path()} for ${this.account}`);
  }

  // No page is wider than its window.
  async fits() {
    const over = await this.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(over <= 0, `${this.path()} is ${over} px wider than its window`);
  }

  // A browser that has much to do may fail to draw at once: it is asked again.
  async picture(name) {
    const path = join(pictures, `${name}.png`);
    for (let left = 3; ; left -= 1) {
      try {
        await this.page.screenshot({ path, fullPage: false });
        return;
      } catch (error) {
        if (left === 0) throw error;
        await this.page.waitForTimeout(700);
      }
    }
  }
}
