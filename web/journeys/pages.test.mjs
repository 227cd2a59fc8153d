// Every body's main pages: nothing serious against their accessibility, none
// wider than its window, nothing asked of another host; pictures of each.
import { after, before, test } from "node:test";
import { SIZES, World } from "./world.mjs";

let world;
before(async () => (world = await World.open()));
after(async () => world.close());

// Who looks at which pages; `title|rest` is below the page of that project.
const PAGES = {
  jiedao: ["/", "/projects", "/projects/new", "智慧楼宇感知平台|/acts/revise_declaration", "智慧楼宇感知平台|/acts/submit_material", "智慧楼宇感知平台|/declaration", "/drafts", "/simulator?nature=construction&mlps_level=3&compare=yes&b.nature=construction&b.mlps_level=2"],
  weijianwei: ["卫生健康公共数据授权运营平台|", "卫生健康公共数据授权运营平台|/acts/file_change", "卫生健康公共数据授权运营平台|/acts/apply_for_acceptance"],
  kexinju: [
    "/", "/reviews", "便民服务一体机升级|/review", "慢性病随访管理系统|/panel", "殡葬服务管理平台|/letter/new", "/letters", "/registers/meeting",
    "/overview", "/overview?by=unit", "/overview?wall=yes", "/laboratory?key=software_test_from&value=100000", "/desks/security", "/desks/building", "/desks/acceptance", "/desks/supervision", "/desks/evaluation", "/regulation", "/regulation/20", "/settings",
  ],
  caizhengju: ["/", "街道网格化管理平台|/sections/money", "街道网格化管理平台|/sections/record"],
  quzhengfu: ["/", "/decisions"],
  xitong: ["/people"],
  shenji: ["/log"],
};

for (const [size, viewport] of Object.entries(SIZES)) {
  test(`the main pages in a window for the ${size}`, { timeout: 300_000 }, async () => {
    for (const [account, pages] of Object.entries(PAGES)) {
      const person = await world.as(account, viewport);
      for (const page of pages) {
        const [title, rest] = page.split("|");
        const path = rest === undefined ? page : (await person.project(title)) + rest;
        await person.accessible(path);
        await person.fits();
        if (size === "office") await person.picture(`${account}-${(rest ?? page).replaceAll(/[/?=&.]+/g, "-").slice(0, 60) || "project"}`);
      }
    }
  });
}
