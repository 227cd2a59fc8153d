// A change that is filed and one that is reviewed; a payment suspended and
// resumed; a rectification overdue and the measure that follows.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { World } from "./world.mjs";

let world;
before(async () => (world = await World.open()));
after(async () => world.close());

const BUILDING = "卫生健康公共数据授权运营平台";
const FIT = { goal_unchanged: "yes", within_planning: "yes", main_content_must_change: "yes", change_case: "business", already_made: "no", reason: "业务需要调整" };

test("a small change is filed, a large one is reviewed", { timeout: 180_000 }, async () => {
  const unit = await world.as("jiedao");
  const project = await unit.project("街道数据驾驶舱");
  const act = (key) => `${project}/acts/${key}`;
  // what one item gains the other loses: the budget is not exceeded
  const moved = (security, platform) => ({ "items.0.item": "安全防护", "items.0.amount": security, "items.1.item": "应用软件开发", "items.1.amount": platform });
  await unit.refused(act("file_change"), { ...FIT, ...moved("120000", "340000") }, "第二十二条第一款");
  await unit.act(act("file_change"), { ...FIT, ...moved("60000", "400000") });
  assert.ok((await unit.text()).includes("备案"), "the filing takes effect at once");
  await unit.act(act("request_change_review"), { ...moved("120000", "340000"), already_made: "no", reason: "安全防护范围扩大" });
  const bureau = await world.as("kexinju");
  await bureau.act(act("review_change"), { change: "安全防护", outcome: "pass", opinion: "同意调整" });
});

test("no payment while one is suspended", { timeout: 180_000 }, async () => {
  const finance = await world.as("caizhengju");
  const project = await finance.project(BUILDING);
  const act = (key) => `${project}/acts/${key}`;
  await finance.act(act("suspend_payment"), { ground: "quality_trouble", facts: "数据治理平台多次中断", evidence: "巡检记录", quality_problem: "yes", economic_loss: "yes", social_impact: "yes" });
  const payment = { contract: "承建合同", amount: "10000", paid_on: await world.today(), purpose: "进度款" };
  await finance.refused(act("make_payment"), payment, "第三十三条第二款");
  await finance.act(act("resume_payment"), { suspension: "重大质量问题", reason: "已整改并复核" });
  await finance.act(act("make_payment"), payment);
});

test("measures wait until a rectification is overdue", { timeout: 180_000 }, async () => {
  let bureau = await world.as("kexinju");
  const project = await bureau.project(BUILDING);
  const act = (key) => `${project}/acts/${key}`;
  await bureau.act(act("record_inspection"), { subjects: "management", inspected_on: await world.today(), violation: "yes", findings: "外包人员未登记" });
  await bureau.act(act("order_rectification"), { inspection: "外包人员未登记", requirement: "补登外包人员", due_on: await world.in(10) });
  const measure = { rectification: "补登外包人员", measure: "criticism", reason: "逾期未整改", statement: "人手紧张，正在补登" };
  await bureau.refused(act("impose_measure"), { ...measure, heard_on: await world.today() }, "第三十一条第二款");
  await world.later(11);
  bureau = await world.as("kexinju");
  await bureau.act(act("impose_measure"), { ...measure, heard_on: await world.today() });
});
