//! Chapter 3, both ways.

use serde_json::json;
use tongchou_project::state::Viewer;

use crate::cases::Then::{Clause, Happens, NotPermitted, Record};
use crate::cases::{Case, case, run};
use crate::histories::*;
use crate::world::World;

fn panel_drawn() -> World {
    let mut world = preliminarily_reviewed();
    world.p("li", "draw_panel", json!({"size": 3}));
    world
}

pub fn opinions_given() -> World {
    let mut world = panel_drawn();
    for member in world.project().review.panel.clone().expect("panel").members {
        world.p(&member.person, "give_expert_opinion", opinion(&ASPECTS));
    }
    world
}

fn one_aspect_short() -> World {
    let mut world = panel_drawn();
    for member in world.project().review.panel.clone().expect("panel").members {
        world.p(
            &member.person,
            "give_expert_opinion",
            opinion(&["technology", "data", "budget"]),
        );
    }
    world
}

pub fn met() -> World {
    let mut world = expert_reviewed();
    world
        .done(
            "li",
            "schedule_meeting",
            "m1",
            json!({"title": "会商", "held_on": "2026-01-28", "place": "室", "agenda": ["p1"]}),
        )
        .on("2026-01-28");
    world
}

fn called_off() -> World {
    let mut world = met();
    world.done("li", "cancel_meeting", "m1", json!({"reason": "改期"}));
    world
}

fn rejected() -> World {
    let mut world = declared();
    world.p(
        "li",
        "conclude_preliminary_review",
        json!({"outcome": "reject", "opinion": "不必要"}),
    );
    world
}

fn without_cryptography() -> World {
    let mut world = consulted();
    world.on("2026-02-03");
    world
}

pub fn with_cryptography_passed() -> World {
    let mut world = consulted();
    with_cryptography(&mut world);
    world.on("2026-02-03");
    world
}

fn numbered() -> serde_json::Value {
    let mut letter = letter();
    letter["number"] = json!(" 西科信函〔1〕号");
    letter
}

fn above_declared() -> serde_json::Value {
    let mut letter = letter();
    letter["items"][0]["amount"] = json!("1200000.01");
    letter
}

/// The whole sum, and all of it named services.
fn moved_category() -> serde_json::Value {
    let mut letter = letter();
    for item in letter["items"].as_array_mut().expect("items") {
        item["category"] = json!("service");
    }
    letter
}

fn without_security() -> serde_json::Value {
    let mut letter = letter();
    let items = letter["items"].as_array_mut().expect("items");
    items.retain(|item| item["category"] != "security");
    letter
}

fn number_taken() -> World {
    let mut world = decided();
    let other = tongchou_project::registers::ProjectSummary {
        id: "p0".to_owned(),
        letter_number: Some("西科信函〔1〕号".to_owned()),
        ..Default::default()
    };
    world.registers.projects.insert("p0".to_owned(), other);
    world
}

fn sealed(letter: &str, with_scan: bool) -> serde_json::Value {
    let scans = if with_scan {
        json!([crate::shape::file("盖章.pdf", 'c')])
    } else {
        json!([])
    };
    json!({"letter": letter, "files": scans})
}

#[test]
fn scans_are_versions_of_their_own_letter() {
    let mut world = letter_issued();
    let scan = |digit| json!({"letter": "西信函〔2026〕1号", "files": [crate::shape::file("盖章.pdf", digit)]});
    world.p("li", "file_sealed_letter", scan('c'));
    world.p("li", "file_sealed_letter", scan('d'));
    let filings = &world.project().filings;
    let scans = filings.iter().filter(|it| it.act == "file_sealed_letter");
    let versions: Vec<_> = scans
        .map(|it| (it.title.as_str(), it.version, it.is_replaced(filings)))
        .collect();
    let number = "西信函〔2026〕1号";
    assert_eq!(versions, [(number, 1, true), (number, 2, false)]);
}

fn returned(cited: &str) -> serde_json::Value {
    let defect = json!({"subject": "投资概算", "defect": "偏高", "clause": cited});
    json!({"outcome": "return", "opinion": "补正", "defects": [defect]})
}

fn with_number(number: &str) -> serde_json::Value {
    let mut letter = numbered();
    letter["number"] = number.into();
    letter
}

#[rustfmt::skip]
pub fn cases() -> Vec<Case> {
    let pass = json!({"outcome": "pass", "opinion": "通过"});
    let draw = json!({"size": 3});
    let consult = json!({"meeting": "m1", "outcome": "pass", "opinion": "通过"});
    let decision = json!({"outcome": "pass", "decided_on": "2026-02-03", "opinion": "同意"});
    let investment = json!({"approved_on": "2026-02-05", "opinion": "同意", "items": [{"item": "i1", "amount": "1100000"}]});
    let mut all = vec![
        case(declared, "li", "conclude_preliminary_review", pass.clone(), Happens("preliminary_review_concluded")),
        case(endorsed, "li", "conclude_preliminary_review", pass.clone(), Clause("A15-declared")),
        case(declared, "li", "conclude_preliminary_review", returned("第九十九条"), Record("本办法没有“第九十九条”")),
        case(declared, "li", "conclude_preliminary_review", returned("第三十六条"), Happens("preliminary_review_concluded")),
        case(declared, "li", "conclude_preliminary_review", returned("abc"), Record("本办法没有“abc”")),
        case(declared, "li", "conclude_preliminary_review", returned("37"), Record("本办法没有“37”")),
        case(declared, "li", "conclude_preliminary_review", returned("20.5"), Happens("preliminary_review_concluded")),
        case(declared, "li", "conclude_preliminary_review", returned("第8条"), Happens("preliminary_review_concluded")),
        case(declared, "li", "conclude_preliminary_review", returned("第二十条第五款"), Happens("preliminary_review_concluded")),
        case(declared, "li", "conclude_preliminary_review", returned("第二十条第六款"), Record("本办法没有“第二十条第六款”")),
        case(declared, "li", "conclude_preliminary_review", returned("20.9"), Record("本办法没有“20.9”")),
        case(declared, "li", "conclude_preliminary_review", returned("A1"), Record("本办法没有“A1”")),
        case(declared, "li", "conclude_preliminary_review", returned("《"), Record("本办法没有“《”")),
        case(declared, "li", "conclude_preliminary_review", returned("GB/T 39786—2021"), Happens("preliminary_review_concluded")),
        case(declared, "li", "conclude_preliminary_review", returned("《网络安全法》第五十九条"), Happens("preliminary_review_concluded")),
        case(preliminarily_reviewed, "li", "conclude_preliminary_review", pass.clone(), Record("已有结论")),
        case(rejected, "li", "conclude_preliminary_review", pass.clone(), Record("未获通过")),
        case(declared, "li", "conclude_preliminary_review", json!({"outcome": "return", "opinion": "补正"}), Record("一次列全")),
        case(declared, "wang", "conclude_preliminary_review", pass.clone(), NotPermitted),
        case(preliminarily_reviewed, "li", "draw_panel", draw.clone(), Happens("panel_drawn")),
        case(panel_drawn, "li", "draw_panel", draw.clone(), Record("重新抽取须说明理由")),
        case(declared, "li", "draw_panel", draw, Clause("A15-panel")),
        case(preliminarily_reviewed, "li", "draw_panel", json!({"size": 9}), Record("不足9人")),
        case(preliminarily_reviewed, "li", "draw_panel", json!({"size": 3, "required_fields": ["equipment"]}), Record("覆盖全部所需领域")),
        case(opinions_given, "li", "conclude_expert_review", pass.clone(), Happens("expert_review_concluded")),
        case(panel_drawn, "li", "conclude_expert_review", pass.clone(), Clause("A14-complete")),
        case(one_aspect_short, "li", "conclude_expert_review", pass, Clause("A14-aspects")),
        case(panel_drawn, "zhou", "give_expert_opinion", opinion(&ASPECTS), NotPermitted),
        case(met, "li", "conclude_consultation", consult.clone(), Happens("consultation_concluded")),
        case(preliminarily_reviewed, "li", "conclude_consultation", consult.clone(), Clause("A14-before-consultation")),
        case(expert_reviewed, "li", "conclude_consultation", consult.clone(), Record("没有列入任何一次会商会议")),
        case(called_off, "li", "conclude_consultation", consult, Record("该次会议已取消")),
        case(with_cryptography_passed, "jiang", "decide_project", decision.clone(), Happens("project_decided")),
        case(with_cryptography_passed, "jiang", "decide_project", json!({"outcome": "pass", "decided_on": "2026-01-27", "opinion": "同意"}), Record("早于统筹会商结论日期")),
        case(consulted, "e6", "review_cryptography_plan", json!({"result": "passed", "reviewers": "甲", "reviewed_on": "2026-01-06", "opinion": "通过"}), Record("早于密码应用方案提交日期")),
        case(without_cryptography, "jiang", "decide_project", decision.clone(), Clause("A10a-approval")),
        case(expert_reviewed, "jiang", "decide_project", decision, Clause("A15-decision")),
        case(decided, "li", "issue_opinion_letter", letter(), Happens("opinion_letter_issued")),
        case(number_taken, "li", "issue_opinion_letter", numbered(), Record("该函号已用于其他项目")),
        case(number_taken, "li", "issue_opinion_letter", with_number("西科信函[1]号"), Record("该函号已用于其他项目")),
        case(decided, "li", "issue_opinion_letter", with_number("西科信函〔2026〕2号"), Happens("opinion_letter_issued")),
        case(decided, "li", "issue_opinion_letter", with_number("信审函[2026] 99号"), Record("由系统依次给出")),
        case(decided, "li", "issue_opinion_letter", with_number("随便写的"), Record("不是文号的写法")),
        case(decided, "li", "issue_opinion_letter", above_declared(), Clause("A16-declared")),
        case(decided, "li", "issue_opinion_letter", moved_category(), Clause("A16-categories")),
        case(decided, "li", "issue_opinion_letter", without_security(), Clause("A10b-approved")),
        case(decided, "li", "issue_opinion_letter", json!({}), Clause("A16-content")),
        case(consulted, "li", "issue_opinion_letter", letter(), Clause("A15-letter")),
        case(letter_issued, "li", "issue_opinion_letter", letter(), Record("已出具")),
        case(letter_issued, "li", "file_sealed_letter", sealed("西信函〔2026〕1号", true), Happens("sealed_letter_filed")),
        case(letter_issued, "li", "file_sealed_letter", sealed("西信函〔2026〕1号", false), Record("没有选择盖章扫描件")),
        case(letter_issued, "li", "file_sealed_letter", sealed("西信函〔2026〕2号", true), Record("文书不存在")),
        case(letter_issued, "feng", "file_sealed_letter", sealed("西信函〔2026〕1号", true), Record("还没有本单位出具的")),
        case(letter_issued, "wang", "file_sealed_letter", sealed("西信函〔2026〕1号", true), NotPermitted),
        case(decided, "li", "file_sealed_letter", sealed("西信函〔2026〕1号", true), Record("还没有本单位出具的")),
        case(letter_issued, "zheng", "approve_investment_content", investment.clone(), Happens("investment_content_approved")),
        case(contracted, "zheng", "approve_investment_content", investment, Record("已签订合同")),
        case(letter_issued, "zheng", "approve_investment_content", json!({"approved_on": "2026-02-05", "opinion": "同意", "items": [{"item": "i1", "amount": "1200000.01"}]}), Record("超过核定")),
    ];
    all.extend(department_cases());
    all
}

#[test]
fn chapter_3_both_ways() {
    run(cases());
}

#[test]
fn an_expert_speaks_once_and_only_if_drawn() {
    let world = panel_drawn();
    let drawn = world.project().review.panel.clone().expect("panel").members;
    let mut later = world.clone();
    later.p(&drawn[0].person, "give_expert_opinion", opinion(&ASPECTS));
    assert!(
        later
            .stopped(&drawn[0].person, "give_expert_opinion", opinion(&ASPECTS))
            .contains("已提交")
    );
    let others = ["e1", "e2", "e3", "e4", "e5"]
        .into_iter()
        .filter(|person| !drawn.iter().any(|m| m.person == *person));
    for other in others {
        world.not_permitted(other, "give_expert_opinion", opinion(&ASPECTS));
    }
}

#[test]
fn a_draw_can_be_repeated_by_anyone_and_leaves_out_who_has_an_interest() {
    let mut world = preliminarily_reviewed();
    world.done("li", "register_expert", "x1", json!({"name": "某教师", "person": "x1", "employer": "区教育委员会", "fields": ["business_system"]}));
    let mut members = Vec::new();
    for _ in 0..2 {
        let mut again = world.clone();
        again.p(
            "li",
            "draw_panel",
            json!({"size": 6, "required_fields": ["network"]}),
        );
        members.push(again.project().review.panel.clone().expect("panel").members);
    }
    assert_eq!(members[0], members[1]);
    assert!(
        members[0].iter().all(|member| member.person != "x1"),
        "the unit's own"
    );
    assert!(
        world
            .stopped("li", "draw_panel", json!({"size": 7}))
            .contains("只能抽出6人")
    );
}

#[test]
fn who_does_not_answer_is_replaced_and_who_did_stays() {
    let mut world = panel_drawn();
    let first = world.project().review.panel.clone().expect("panel").members;
    world.p(&first[0].person, "give_expert_opinion", opinion(&ASPECTS));
    world.p(
        "li",
        "draw_panel",
        json!({"size": 3, "reason": "两位专家未按时提交意见"}),
    );
    let second = world.project().review.panel.clone().expect("panel").members;
    assert_eq!(second.len(), 3);
    assert_eq!(world.project().review.earlier_panels.len(), 1);
    assert_eq!(world.project().review.earlier_panels[0].members, first);
    assert_eq!(second[0], first[0]);
    assert!(second[1..].iter().all(|member| !first.contains(member)));
}

#[test]
fn who_has_an_interest_says_so_and_never_comes_back() {
    let mut world = panel_drawn();
    let first = world.project().review.panel.clone().expect("panel").members;
    let says = |ground: &str| json!({"ground": ground, "reason": "亲属在该单位任职"});
    let (one, two) = (first[0].person.as_str(), first[1].person.as_str());
    world.p(one, "decline_expert_review", says("interest"));
    world.p(two, "decline_expert_review", says("unable"));
    for act in ["decline_expert_review", "give_expert_opinion"] {
        let with = if act == "give_expert_opinion" {
            opinion(&ASPECTS)
        } else {
            says("unable")
        };
        assert!(
            world.stopped(two, act, with).contains("已申请回避"),
            "{act}"
        );
    }
    assert_eq!(
        world.refused(
            "li",
            "conclude_expert_review",
            json!({"outcome": "pass", "opinion": "通过"})
        ),
        ["A14-complete"]
    );
    let project = world.project().clone();
    let seen = |person, runs_review| {
        let viewer = Viewer {
            person,
            runs_review,
        };
        project.clone().sealed_for(viewer)
    };
    assert!(seen("wang", false).review.declined.is_empty());
    // nor do those who sit on the panel with them
    assert!(seen(&first[2].person, false).review.declined.is_empty());
    assert!(seen("wang", false).recused.is_empty());
    assert_eq!(seen("li", true).review.declined.len(), 2);

    let redraw = json!({"size": 3, "reason": "两位专家不参加"});
    world.p("li", "draw_panel", redraw);
    let panel = world.project().review.panel.clone().expect("panel");
    assert!(
        panel.members.contains(&first[2]),
        "who did not decline stays"
    );
    assert!(
        panel
            .members
            .iter()
            .all(|each| each.person != one && each.person != two)
    );
    let why = |expert: &str| {
        let mut pool = panel.pool.iter();
        let found = pool
            .find(|each| each.expert == expert)
            .expect("in the pool");
        found.exclusion().expect("left out").to_owned()
    };
    assert!(why(&first[0].expert).contains("回避"));
    assert!(why(&first[1].expert).contains("不能参加"));
    assert!(world.project().recused.contains(&first[0].expert));
    assert!(!world.project().recused.contains(&first[1].expert));
    world.not_permitted(one, "give_expert_opinion", opinion(&ASPECTS));
}

#[test]
fn a_return_starts_the_review_anew_and_names_every_defect() {
    let mut world = expert_reviewed();
    world
        .done(
            "li",
            "schedule_meeting",
            "m1",
            json!({"title": "会商", "held_on": "2026-01-20", "place": "室", "agenda": ["p1"]}),
        )
        .p(
            "li",
            "conclude_consultation",
            json!({"meeting": "m1", "outcome": "return", "opinion": "核减"}),
        );
    assert_eq!(world.project().stage().label(), "退回");
    assert_eq!(
        world.refused(
            "li",
            "conclude_preliminary_review",
            json!({"outcome": "pass", "opinion": "可"})
        ),
        ["A15-declared"]
    );
    world
        .p("wang", "revise_declaration", json!({"needs": "核减后"}))
        .p("wang", "record_duplicate_check", json!({}))
        .p(
            "zhou",
            "endorse_declaration",
            json!({"outcome": "pass", "opinion": "同意"}),
        )
        .p(
            "wang",
            "declare_project",
            json!({"signed_by": "主任", "signed_on": "2026-01-20"}),
        );
    assert_eq!(world.project().stage().label(), "已申报");
}

#[test]
fn nobody_decides_on_what_they_submitted() {
    // The bureau builds for itself: its own people take turns.
    let mut world = district();
    world
        .p("li", "register_project", registration())
        .p("li", "revise_declaration", contents());
    for kind in [
        "needs_argument",
        "declaration_form",
        "security_plan",
        "cryptography_plan",
    ] {
        world.p("li", "submit_material", material(kind));
    }
    world
        .p("li", "record_duplicate_check", json!({}))
        .p(
            "zhou",
            "endorse_declaration",
            json!({"outcome": "pass", "opinion": "同意"}),
        )
        .p(
            "li",
            "declare_project",
            json!({"signed_by": "局长", "signed_on": "2026-01-07"}),
        );
    let pass = json!({"outcome": "pass", "opinion": "通过"});
    assert_eq!(
        world.refused("li", "conclude_preliminary_review", pass.clone()),
        ["A5-separation"]
    );
    world.p("sun", "conclude_preliminary_review", pass);
}

#[test]
fn what_experts_wrote_is_sealed_until_all_are_in() {
    let mut world = panel_drawn();
    let members = world.project().review.panel.clone().expect("panel").members;
    let viewer = |person, runs_review| Viewer {
        person,
        runs_review,
    };
    let seen = |world: &World, who: Viewer| world.project().clone().sealed_for(who);
    world.p(&members[0].person, "give_expert_opinion", opinion(&ASPECTS));
    assert!(!world.project().opinions_open());
    let bureau = seen(&world, viewer("li", true));
    assert!(bureau.review.opinions.is_empty());
    assert_eq!(bureau.review.panel.expect("panel").members.len(), 3);
    let unit = seen(&world, viewer("wang", false));
    assert!(unit.review.opinions.is_empty());
    let panel = unit.review.panel.expect("panel");
    assert!(panel.members.is_empty() && panel.pool.is_empty() && panel.seed.is_empty());
    let own = seen(&world, viewer(&members[0].person, false));
    assert_eq!(own.review.opinions.len(), 1);
    assert!(own.review.opinions[0].by.person.is_empty());
    for member in &members[1..] {
        world.p(&member.person, "give_expert_opinion", opinion(&ASPECTS));
    }
    assert_eq!(
        seen(&world, viewer("li", true)).review.opinions.len(),
        3,
        "all are in"
    );
    assert!(
        seen(&world, viewer("wang", false))
            .review
            .opinions
            .is_empty()
    );
    world.p(
        "li",
        "conclude_expert_review",
        json!({"outcome": "pass", "opinion": "通过"}),
    );
    let unit = seen(&world, viewer("wang", false));
    assert_eq!(unit.review.opinions.len(), 3, "concluded");
    assert_eq!(unit.review.panel.expect("panel").members.len(), 3);
}

#[test]
fn a_draw_keeps_its_pool_and_says_who_was_left_out() {
    let mut world = preliminarily_reviewed();
    for (id, form) in [
        (
            "x1",
            json!({"name": "甲", "employer": "某大学", "bodies": ["edu"], "fields": ["business_system"]}),
        ),
        (
            "x2",
            json!({"name": "乙", "employer": "某公司", "body": "edu", "fields": ["business_system"]}),
        ),
    ] {
        world.done("li", "register_expert", id, form);
    }
    world.p("li", "draw_panel", json!({"size": 3}));
    let panel = world.project().review.panel.clone().expect("panel");
    let excluded = |id: &str| {
        let mut pool = panel.pool.iter();
        let each = pool.find(|each| each.expert == id).expect("in the pool");
        each.exclusion().map(str::to_owned)
    };
    assert!(excluded("x1").expect("left out").contains("申报了"));
    assert!(excluded("x2").expect("left out").contains("工作人员"));
    let again = panel.redraw().expect("kept");
    assert!(again.equal);
    assert_eq!(again.ranks.len(), panel.pool.len());
    let mut other = panel.clone();
    other.seed = "another".to_owned();
    assert!(!other.redraw().expect("kept").equal);
    other = panel;
    other.pool.clear();
    assert!(
        other.redraw().is_none(),
        "a draw from before pools were kept"
    );
    assert!(
        world
            .stopped_on("li", "register_expert", "x3", json!({"name": "丙", "person": "expert:x1", "employer": "某大学", "fields": ["network"]}))
            .contains("没有这样的账号")
    );
}

#[test]
fn an_answer_to_a_defect_stands_with_the_return() {
    let mut world = declared();
    world
        .p(
            "li",
            "conclude_preliminary_review",
            json!({"outcome": "return", "opinion": "补正", "defects": [{"subject": "投资概算", "defect": "偏高"}]}),
        )
        .p(
            "zhou",
            "endorse_declaration",
            json!({"outcome": "pass", "opinion": "同意"}),
        );
    for silent in [
        json!([]),
        json!([{"subject": "1. 投资概算", "answer": "　"}]),
    ] {
        let form = json!({"signed_by": "主任", "signed_on": "2026-01-05", "answers": silent});
        let told = world.stopped("wang", "declare_project", form);
        assert!(told.contains("还有1处没有答复"), "{told}");
    }
    let asked = tongchou_project::prefill(world.states.get("p1"), "declare_project");
    assert_eq!(asked["answers"][0]["subject"], "1. 投资概算");
    world.p(
        "wang",
        "declare_project",
        json!({"signed_by": "主任", "signed_on": "2026-01-12", "answers": [{"subject": "1. 投资概算", "answer": "已核减"}]}),
    );
    let returned = world.project().declaration.returns[0].clone();
    assert_eq!(returned.answers[0].answer.as_deref(), Some("已核减"));
}

fn department_opinion() -> serde_json::Value {
    json!({"stance": "conditions", "opinion": "压减硬件投资"})
}

fn department_consulted() -> World {
    let mut world = met();
    world.p("wu", "give_department_opinion", department_opinion());
    world
}

#[rustfmt::skip]
fn department_cases() -> Vec<Case> {
    vec![
        case(
            met,
            "wu",
            "give_department_opinion",
            department_opinion(),
            Happens("department_opinion_given"),
        ),
        case(
            department_consulted,
            "wu",
            "give_department_opinion",
            department_opinion(),
            Record("本部门已出具会商意见"),
        ),
        case(
            consulted,
            "wu",
            "give_department_opinion",
            department_opinion(),
            Record("统筹会商已有结论"),
        ),
        case(
            opinions_given,
            "wu",
            "give_department_opinion",
            department_opinion(),
            Clause("A14-before-consultation"),
        ),
        case(
            declared,
            "wu",
            "give_department_opinion",
            department_opinion(),
            Clause("A15-consultation"),
        ),
        case(
            met,
            "li",
            "give_department_opinion",
            department_opinion(),
            NotPermitted,
        ),
        case(
            met,
            "wang",
            "give_department_opinion",
            department_opinion(),
            NotPermitted,
        ),
    ]
}

#[test]
fn a_consultation_carries_what_departments_gave_themselves() {
    let mut world = department_consulted();
    let mut concluded = json!({"meeting": "m1", "outcome": "pass", "opinion": "同意"});
    concluded["departments"] = json!([{"department": "区审计局", "opinion": "无意见"}]);
    world.p("li", "conclude_consultation", concluded);
    let project = world.project();
    let held = project.review.consultation.as_ref().expect("consultation");
    let rows: Vec<&str> = held
        .departments
        .iter()
        .map(|row| row.opinion.as_str())
        .collect();
    assert_eq!(rows, ["原则同意，有修改意见：压减硬件投资", "无意见"]);

    // what was said of an earlier version is not carried over
    let mut world = department_consulted();
    world.p(
        "li",
        "conclude_consultation",
        json!({"meeting": "m1", "outcome": "return", "opinion": "补正"}),
    );
    assert!(world.project().review.department_opinions.is_empty());
}
