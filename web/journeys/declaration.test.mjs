// A unit declares, is returned with all defects at once, corrects, and is
// approved: draft to opinion letter, with the experts' draw and scores.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { World } from "./world.mjs";

let world;
before(async () => (world = await World.open()));
after(async () => world.close());

const TITLE = "社区议事协商平台";
const COMMITMENT = { signed_by: "主任李华" };

test("from the draft to the opinion letter", { timeout: 300_000 }, async () => {
  let unit = await world.as("jiedao");
  await unit.act("/projects/new", {
    title: TITLE, summary: "居民议题征集、讨论、表决和办理结果反馈", fields: "business_system", nature: "construction",
    funding: "fiscal", district_funds: "yes", state_secret: "no", critical_infrastructure: "no", public_data_operation: "no", domain: "示范区政务服务局", mlps_level: "2",
  });
  const project = unit.path().replace("/acts/revise_declaration", "");
  const act = (key) => `${project}/acts/${key}`;
  await unit.refused(act("declare_project"), { ...COMMITMENT, signed_on: await world.today() }, "第八条");
  await unit.act(act("revise_declaration"), {
    objectives: "议题办结率达到九成", needs: "覆盖全部社区", data_acquisition: "经共享交换平台获取", management: "成立专班",
    mechanisms: "议题每周会商", performance: "居民满意度提高", design: "政务服务", design_item: "2.1",
    planned_start_on: await world.in(90), planned_end_on: await world.in(270),
    "budget.0.name": "应用软件开发", "budget.0.category": "software_development", "budget.0.amount": "300000",
    "budget.1.name": "安全防护", "budget.1.category": "security", "budget.1.amount": "30000",
  });
  for (const [material, title] of [["needs_argument", "需求论证报告"], ["declaration_form", "项目申报书"], ["security_plan", "安全建设方案"]]) {
    await unit.act(act("submit_material"), { material, title });
  }
  await unit.checked(project);
  await answerMatches(unit, act);
  const lead = await world.as("zhengwuju");
  await lead.act(act("endorse_declaration"), { outcome: "pass", opinion: "符合领域规划" });
  await unit.act(act("declare_project"), { ...COMMITMENT, signed_on: await world.today() });

  await world.later(3);
  let bureau = await world.as("kexinju");
  await bureau.act(act("conclude_preliminary_review"), {
    outcome: "return", opinion: "请补正后重新申报", "defects.0.subject": "投资概算", "defects.0.defect": "软件开发工作量测算依据不足",
    "defects.1.subject": "安全建设方案", "defects.1.defect": "缺少日志留存措施",
  });
  unit = await world.as("jiedao");
  await unit.go(project);
  const returned = await unit.text();
  assert.ok(returned.includes("软件开发工作量测算依据不足") && returned.includes("缺少日志留存措施"), "both defects are told at once");
  await unit.act(act("revise_declaration"), { needs: "覆盖全部社区，工作量按功能点测算" });
  await unit.act(act("submit_material"), { material: "security_plan", title: "安全建设方案（修订）" });
  await unit.checked(project);
  const declared = async () => unit.act(act("declare_project"), {
    ...COMMITMENT, signed_on: await world.today(),
    "answers.0.answer": "已按功能点重新测算", "answers.1.answer": "方案中增加了日志留存措施",
  });
  await (await world.as("zhengwuju")).act(act("endorse_declaration"), { outcome: "pass", opinion: "修订后仍符合领域规划" });
  await declared();

  await world.later(3);
  bureau = await world.as("kexinju");
  await bureau.act(act("conclude_preliminary_review"), { outcome: "pass", opinion: "补正后材料齐全" });
  await experts(bureau, act);
  await world.later(2);
  await decided(act);
});

async function answerMatches(unit, act) {
  for (;;) {
    await unit.go(act("answer_match"));
    const options = await unit.page.locator("select[name=matched] option").count();
    if (options < 2) return;
    await unit.page.locator("select[name=matched]").selectOption({ index: 1 });
    await unit.fill({ answer: "not_duplicate", reason: "建设内容和服务对象不同" });
    await unit.send();
  }
}

// Drawn at random: whoever was not drawn cannot give an opinion.
async function experts(bureau, act) {
  await bureau.act(act("draw_panel"), { size: "3" });
  let given = 0;
  for (const account of ["zhuanjia1", "zhuanjia2", "zhuanjia3", "zhuanjia4"]) {
    const expert = await world.as(account);
    const answer = await expert.go(act("give_expert_opinion"));
    if (answer.status() !== 200) continue;
    const opinion = {};
    for (const [row, aspect] of ["technology", "security", "data", "budget"].entries()) {
      opinion[`opinions.${row}.aspect`] = aspect;
      opinion[`opinions.${row}.score`] = String(80 + row);
      opinion[`opinions.${row}.finding`] = "方案可行，测算合理";
    }
    await expert.fill(opinion);
    await expert.send();
    given += 1;
  }
  assert.equal(given, 3, "three experts were drawn");
  await bureau.act(act("conclude_expert_review"), { outcome: "pass", opinion: "专家一致同意" });
}

async function decided(act) {
  const bureau = await world.as("kexinju");
  await bureau.refused(act("issue_opinion_letter"), { "items.0.name": "应用软件开发", "items.0.category": "software_development", "items.0.amount": "300000" }, "第十五条");
  await bureau.go("/registers/meeting/new");
  await bureau.fill({ title: "六月统筹会商会", held_on: await world.today(), place: "第一会议室" });
  await bureau.page.locator("label", { hasText: TITLE }).first().click();
  await bureau.send();
  await bureau.act(act("conclude_consultation"), { meeting: "六月统筹会商会", outcome: "pass", opinion: "会商一致同意" });
  const government = await world.as("quzhengfu");
  await government.act(act("decide_project"), { outcome: "pass", number: "示政批〔2026〕8号", decided_on: await world.today(), opinion: "同意建设" });
  await bureau.act(act("issue_opinion_letter"), {
    "items.0.name": "应用软件开发", "items.0.category": "software_development", "items.0.amount": "300000",
    "items.1.name": "安全防护", "items.1.category": "security", "items.1.amount": "30000", conditions: "按核定内容建设",
  });
  assert.match(await bureau.text(), /信审函〔2026〕\d+号/);
}
