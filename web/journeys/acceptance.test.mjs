// Acceptance: applied for too early, then right.
import { after, before, test } from "node:test";
import { World } from "./world.mjs";

let world;
before(async () => (world = await World.open()));
after(async () => world.close());

test("fifteen working days lie between application and acceptance", { timeout: 180_000 }, async () => {
  let unit = await world.as("minzhengju");
  const project = await unit.project("养老机构监管系统");
  const act = (key) => `${project}/acts/${key}`;
  const early = { acceptance_on: await world.in(10), statement: "问题已整改，再次申请验收" };
  await unit.refused(act("apply_for_acceptance"), early, "第二十五条");
  await unit.act(act("apply_for_acceptance"), { ...early, acceptance_on: await world.in(40) });
  const held = { held_on: await world.in(40), outcome: "pass", attendees: "科信局、发改委、项目单位", opinion: "同意通过验收" };
  await unit.refused(act("conclude_acceptance"), held, "第二十五条");
  let bureau = await world.as("kexinju");
  await bureau.act(act("decide_acceptance_application"), { outcome: "pass", opinion: "同意组织验收" });
  await unit.act(act("invite_to_acceptance"), { invited: ["bureau", "investment"], place: "三楼会议室", sent_on: await world.today() });
  await world.later(40);
  unit = await world.as("minzhengju");
  await unit.act(act("conclude_acceptance"), { ...held, held_on: await world.today() });
});
