// The pictures of the manual, taken where its text speaks of them. Kept with
// TONGCHOU_PICTURES=docs/manual/pictures, and then looked at.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { World } from "./world.mjs";

let world;
before(async () => (world = await World.open()));
after(async () => world.close());

// Name, who looks, at what; `title|rest` is below the page of that project.
const PICTURES = [
  ["start", "jiedao", "/"],
  ["project", "weijianwei", "卫生健康公共数据授权运营平台|"],
  ["declaration", "jiedao", "智慧楼宇感知平台|/acts/revise_declaration"],
  ["change", "weijianwei", "卫生健康公共数据授权运营平台|/acts/file_change"],
  ["acceptance", "kexinju", "/desks/acceptance"],
  ["review", "kexinju", "便民服务一体机升级|/review"],
  ["panel", "kexinju", "慢性病随访管理系统|/panel"],
  ["letter", "kexinju", "殡葬服务管理平台|/letter/new"],
  ["money", "caizhengju", "街道网格化管理平台|/sections/money"],
  ["decisions", "quzhengfu", "/decisions"],
  ["people", "xitong", "/people"],
  ["simulator", "jiedao", "/simulator"],
];

test("the manual's pictures", { timeout: 120_000 }, async () => {
  for (const [name, account, page] of PICTURES) {
    const person = await world.as(account);
    const [title, rest] = page.split("|");
    await person.go(rest === undefined ? page : (await person.project(title)) + rest);
    await person.picture(name);
  }
});

// Every page of the manual: its pictures are there, and nobody need sign in.
test("the manual is read without an account", { timeout: 120_000 }, async () => {
  const anyone = await world.as(null);
  await anyone.accessible("/manual");
  const pages = await anyone.page.locator(".manual > nav a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  assert.equal(pages.length, 10);
  for (const page of pages) {
    await anyone.accessible(page);
    await anyone.fits();
    const broken = await anyone.page.evaluate(() => [...document.images].filter((image) => image.naturalWidth === 0).map((image) => image.src));
    assert.deepEqual(broken, [], page);
  }
});
