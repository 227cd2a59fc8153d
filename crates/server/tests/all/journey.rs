//! One project of level 3 and 1.2 million yuan, from draft to evaluation, in a
//! real browser, by the people whose turn it is, with every wrong step they
//! could take on the way.

mod browser;

use browser::Journey;
use jiff::civil::{Date, date};

/// Days of the project's life; between application and acceptance lie more than
/// fifteen working days, between acceptance and self-evaluation a year.
const REGISTERED: Date = date(2025, 3, 3);
const DECLARED: Date = date(2025, 3, 10);
const REVIEWED: Date = date(2025, 3, 17);
const MEETING: Date = date(2025, 3, 24);
const DECIDED: Date = date(2025, 3, 31);
const FUNDED: Date = date(2025, 4, 7);
const SIGNED: Date = date(2025, 5, 12);
const BUILT: Date = date(2025, 9, 1);
const APPLIED: Date = date(2025, 9, 8);
const HELD: Date = date(2025, 10, 16);
const CLOSED_YEAR: Date = date(2026, 10, 19);

#[tokio::test(flavor = "multi_thread")]
async fn a_level_three_project_from_draft_to_evaluation() {
    let mut journey = Journey::begin().await;
    let home = register(&mut journey).await;
    declare(&mut journey, &home).await;
    cryptography(&mut journey, &home).await;
    review(&mut journey, &home).await;
    decide(&mut journey, &home).await;
    fund(&mut journey, &home).await;
    contract(&mut journey, &home).await;
    build(&mut journey, &home).await;
    accept(&mut journey, &home).await;
    operate(&mut journey, &home).await;
    evaluate(&mut journey, &home).await;
    journey.end().await;
}

async fn register(journey: &mut Journey) -> String {
    journey.enter(REGISTERED, "weijianwei").await;
    journey.shoot("unit-work").await;
    let mut fields = vec![
        ("title", "全民健康信息平台"),
        ("summary", "汇聚诊疗数据，支撑分级诊疗"),
        ("fields", "business_system"),
        ("nature", "construction"),
        ("funding", "other"),
        ("domain", "示范区政务服务局"),
        ("mlps_level", "3"),
    ];
    let form = "/projects/new";
    journey
        .refused(form, &fields, "第二条第二款", "funds-out-of-scope")
        .await;
    fields[4] = ("funding", "fiscal");
    fields.push(("district_funds", "yes"));
    let mut secret = fields.clone();
    secret.push(("state_secret", "yes"));
    journey
        .refused(form, &secret, "第六条", "state-secret")
        .await;
    journey.act(form, &fields).await;
    journey.shoot("registered").await;
    journey.path().await
}

async fn material(journey: &Journey, home: &str, material: &str, title: &str) {
    let fields = [("material", material), ("title", title)];
    journey
        .act(&format!("{home}/acts/submit_material"), &fields)
        .await;
}

async fn declare(journey: &mut Journey, home: &str) {
    let act = |key: &str| format!("{home}/acts/{key}");
    let commitment = [("signed_by", "主任李华"), ("signed_on", "2025-03-03")];
    journey
        .refused(
            &act("declare_project"),
            &commitment,
            "第八条",
            "declared-too-early",
        )
        .await;
    let topics = [
        ("objectives", "分级诊疗率提高一成"),
        ("needs", "覆盖全区公立医疗机构"),
        ("data_acquisition", "经共享交换平台获取"),
        ("management", "成立项目专班"),
        ("mechanisms", "数据月度更新"),
        ("performance", "平均候诊时间缩短"),
        ("design", "政务服务和基层治理"),
        ("design_item", "2.1"),
        ("planned_start_on", "2025-05-12"),
        ("planned_end_on", "2025-10-31"),
        ("budget.0.name", "应用软件开发"),
        ("budget.0.category", "software_development"),
        ("budget.0.amount", "1,000,000"),
        ("budget.1.name", "安全防护"),
        ("budget.1.category", "security"),
        ("budget.1.amount", "120000"),
        ("budget.2.name", "监理服务"),
        ("budget.2.category", "service"),
        ("budget.2.amount", "80000"),
    ];
    journey.act(&act("revise_declaration"), &topics).await;
    for (kind, title) in [
        ("needs_argument", "需求论证报告"),
        ("declaration_form", "项目申报书"),
        ("security_plan", "安全建设方案"),
    ] {
        material(journey, home, kind, title).await;
    }
    journey.act(&act("record_duplicate_check"), &[]).await;
    journey.enter(DECLARED, "zhengwuju").await;
    journey.shoot("lead-work").await;
    let endorsed = [("outcome", "pass"), ("opinion", "符合领域规划")];
    journey.act(&act("endorse_declaration"), &endorsed).await;
    journey.enter(DECLARED, "weijianwei").await;
    journey
        .refused(
            &act("declare_project"),
            &commitment,
            "第十条",
            "no-cryptography-plan",
        )
        .await;
}

async fn cryptography(journey: &mut Journey, home: &str) {
    let act = |key: &str| format!("{home}/acts/{key}");
    material(journey, home, "cryptography_plan", "信息系统密码应用方案").await;
    let commitment = [("signed_by", "主任李华"), ("signed_on", "2025-03-10")];
    journey.act(&act("declare_project"), &commitment).await;
    journey.shoot("declared").await;
    journey
        .refused(
            &act("submit_cryptography_documents"),
            &[],
            "第十条",
            "plan-not-reviewed",
        )
        .await;
    journey.enter(DECLARED, "jiyaoju").await;
    let reviewed = [
        ("result", "passed"),
        ("reviewers", "曹明、邓琳、彭涛"),
        ("reviewed_on", "2025-03-10"),
        ("opinion", "方案完整可行"),
    ];
    journey
        .act(&act("review_cryptography_plan"), &reviewed)
        .await;
    journey.enter(DECLARED, "weijianwei").await;
    material(journey, home, "cryptography_expert_opinion", "专家评审意见").await;
    material(journey, home, "cryptography_review_form", "密码应用审核表").await;
    journey
        .act(&act("submit_cryptography_documents"), &[])
        .await;
}

async fn review(journey: &mut Journey, home: &str) {
    let act = |key: &str| format!("{home}/acts/{key}");
    let pass = [("outcome", "pass"), ("opinion", "同意")];
    journey.enter(REVIEWED, "kexinju").await;
    journey.shoot("bureau-work").await;
    journey
        .act(&act("conclude_preliminary_review"), &pass)
        .await;
    journey.act(&act("draw_panel"), &[("size", "3")]).await;
    journey
        .refused(
            &act("conclude_expert_review"),
            &pass,
            "第十四条",
            "no-opinions-yet",
        )
        .await;
    let world = journey.district.app.world().await.unwrap();
    let id = home.rsplit('/').next().unwrap();
    let panel = world
        .entry("project", id)
        .unwrap()
        .aggregate
        .project()
        .unwrap()
        .review
        .panel
        .clone();
    for member in panel.unwrap().members {
        journey.enter(REVIEWED, &member.person).await;
        let mut fields = Vec::new();
        for (row, aspect) in ["technology", "security", "data", "budget"]
            .iter()
            .enumerate()
        {
            fields.push((format!("opinions.{row}.aspect"), (*aspect).to_owned()));
            fields.push((format!("opinions.{row}.score"), "88".to_owned()));
            fields.push((format!("opinions.{row}.finding"), "可行".to_owned()));
        }
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        // an opinion on each of four aspects: one row more than is offered empty
        journey
            .act_with_more_rows(&act("give_expert_opinion"), "opinions", &fields)
            .await;
    }
    journey.enter(REVIEWED, "kexinju").await;
    journey.act(&act("conclude_expert_review"), &pass).await;
    let letter = [("conditions", "按核定内容建设")];
    journey
        .refused(
            &act("issue_opinion_letter"),
            &letter,
            "第十五条",
            "letter-before-decision",
        )
        .await;
}

async fn decide(journey: &mut Journey, home: &str) {
    let act = |key: &str| format!("{home}/acts/{key}");
    let id = home.rsplit('/').next().unwrap();
    journey.enter(MEETING, "kexinju").await;
    let meeting = [
        ("title", "三月统筹会商会"),
        ("held_on", "2025-03-24"),
        ("place", "第二会议室"),
        ("agenda", id),
    ];
    journey.act("/registers/meeting/new", &meeting).await;
    let held = [
        ("meeting", "三月统筹会商会"),
        ("outcome", "pass"),
        ("opinion", "会商同意"),
        ("departments.0.department", "区财政局"),
        ("departments.0.opinion", "同意"),
    ];
    journey.act(&act("conclude_consultation"), &held).await;
    journey.enter(DECIDED, "quzhengfu").await;
    let decided = [
        ("outcome", "pass"),
        ("decided_on", "2025-03-31"),
        ("opinion", "同意建设"),
    ];
    journey
        .refused(
            &act("decide_project"),
            &decided,
            "第十条",
            "no-cryptography-opinion",
        )
        .await;
    journey.enter(DECIDED, "jiyaoju").await;
    let opinion = [("outcome", "favourable"), ("opinion", "同意方案")];
    journey
        .act(&act("issue_cryptography_opinion"), &opinion)
        .await;
    journey.enter(DECIDED, "quzhengfu").await;
    journey.act(&act("decide_project"), &decided).await;
    journey.enter(DECIDED, "caizhengju").await;
    let budget = [
        ("year", "2025"),
        ("amount", "1200000"),
        ("purpose", "implementation"),
    ];
    journey
        .refused(
            &act("arrange_budget"),
            &budget,
            "第十六条",
            "budget-before-letter",
        )
        .await;
    journey.enter(DECIDED, "kexinju").await;
    journey
        .act(
            &act("issue_opinion_letter"),
            &[("conditions", "同步落实安全措施")],
        )
        .await;
    journey.shoot("letter-issued").await;
    assert!(journey.text().await.contains("信审函〔2025〕1号"));
    journey.go("/public/letters/信审函〔2025〕1号").await;
    assert!(journey.text().await.contains("全民健康信息平台"));
    journey.shoot("letter-verified").await;
}

async fn fund(journey: &mut Journey, home: &str) {
    let act = |key: &str| format!("{home}/acts/{key}");
    journey.enter(FUNDED, "caizhengju").await;
    let too_much = [
        ("year", "2025"),
        ("amount", "1200000.01"),
        ("purpose", "implementation"),
    ];
    journey
        .refused(
            &act("arrange_budget"),
            &too_much,
            "第十六条",
            "budget-above-letter",
        )
        .await;
    let budget = [
        ("year", "2025"),
        ("amount", "1200000"),
        ("purpose", "implementation"),
    ];
    journey.act(&act("arrange_budget"), &budget).await;
    journey.enter(FUNDED, "weijianwei").await;
    let started = [("method", "open_tender"), ("started_on", "2025-04-07")];
    journey.act(&act("start_procurement"), &started).await;
}

async fn contract(journey: &mut Journey, home: &str) {
    let act = |key: &str| format!("{home}/acts/{key}");
    journey.enter(SIGNED, "weijianwei").await;
    let mut main = vec![
        ("kind", "implementation"),
        ("agency", "北辰软件"),
        ("title", "平台承建合同"),
        ("signed_on", "2025-05-12"),
        ("items.0.item", "应用软件开发"),
        ("items.0.name", "应用软件开发"),
        ("items.0.amount", "1000000"),
        ("items.1.item", "安全防护"),
        ("items.1.name", "安全防护"),
        ("items.1.amount", "120000"),
        ("warranty_months", "24"),
    ];
    journey
        .refused(&act("sign_contract"), &main, "第十八条", "clauses-missing")
        .await;
    for clause in ["confidentiality", "operation_duty", "warranty", "ownership"] {
        main.push(("clauses", clause));
    }
    let mut outside = main.clone();
    outside.extend([("items.2.name", "会议室改造"), ("items.2.amount", "50000")]);
    journey
        .refused(
            &act("sign_contract"),
            &outside,
            "第十八条",
            "outside-the-letter",
        )
        .await;
    journey.act(&act("sign_contract"), &main).await;
    let staff = [
        ("contract", "平台承建合同"),
        ("staff.0.name", "李工"),
        ("staff.0.duty", "项目经理"),
    ];
    journey.act(&act("record_outsourced_staff"), &staff).await;
    let start = [("started_on", "2025-05-12")];
    journey
        .refused(
            &act("start_construction"),
            &start,
            "第二十条第五款",
            "no-supervision",
        )
        .await;
    let supervision = [
        ("kind", "supervision"),
        ("agency", "中正信息监理"),
        ("title", "平台监理合同"),
        ("signed_on", "2025-05-12"),
        ("items.0.item", "监理服务"),
        ("items.0.name", "监理服务"),
        ("items.0.amount", "80000"),
    ];
    journey.act(&act("sign_contract"), &supervision).await;
    journey.act(&act("start_construction"), &start).await;
}

async fn build(journey: &mut Journey, home: &str) {
    let act = |key: &str| format!("{home}/acts/{key}");
    let change = [
        ("items.0.item", "应用软件开发"),
        ("items.0.amount", "800000"),
        ("goal_unchanged", "yes"),
        ("within_planning", "yes"),
        ("main_content_must_change", "yes"),
        ("change_case", "business"),
        ("reason", "功能调整"),
    ];
    journey
        .refused(
            &act("file_change"),
            &change,
            "第二十二条第一款",
            "change-too-large",
        )
        .await;
    journey.enter(SIGNED, "caizhengju").await;
    let first = [
        ("contract", "平台承建合同"),
        ("amount", "336000"),
        ("paid_on", "2025-05-12"),
        ("purpose", "首付款"),
    ];
    journey.act(&act("make_payment"), &first).await;
    journey.enter(BUILT, "weijianwei").await;
    journey.shoot("work-with-duties").await;
    let midterm = [
        ("progress", "完成六成"),
        ("data_resources", "目录已编制"),
        ("security", "同步建设"),
    ];
    journey.act(&act("submit_midterm_report"), &midterm).await;
    let check = [
        ("contract", "平台承建合同"),
        ("checked_on", "2025-09-01"),
        ("result", "passed"),
    ];
    journey.act(&act("record_security_check"), &check).await;
    for task in ["cloud", "update", "chain", "rights"] {
        let done = [
            ("task", task),
            ("status", "done"),
            ("statement", "附平台回执"),
        ];
        journey.act(&act("complete_data_task"), &done).await;
    }
    let filing = [
        ("level", "3"),
        ("number", "11010200001"),
        ("filed_on", "2025-09-01"),
    ];
    journey.act(&act("record_mlps_filing"), &filing).await;
    for (kind, title) in [
        ("acceptance_materials", "验收材料汇编"),
        ("security_implementation", "安全措施建设情况"),
        ("supervision_report", "监理总结报告"),
        ("archive_index", "档案目录"),
    ] {
        material(journey, home, kind, title).await;
    }
}

async fn assess(journey: &Journey, home: &str, kind: &str, agency: &str) {
    let report = format!("报告-{kind}");
    let fields = [
        ("kind", kind),
        ("agency", agency),
        ("result", "passed"),
        ("report_number", report.as_str()),
        ("assessed_on", "2025-09-08"),
    ];
    journey
        .act(&format!("{home}/acts/record_assessment"), &fields)
        .await;
}

async fn accept(journey: &mut Journey, home: &str) {
    let act = |key: &str| format!("{home}/acts/{key}");
    journey.enter(APPLIED, "weijianwei").await;
    let apply = [("acceptance_on", "2025-10-16"), ("statement", "全部完成")];
    journey
        .refused(
            &act("apply_for_acceptance"),
            &apply,
            "第二十条第二款",
            "not-assessed",
        )
        .await;
    assess(journey, home, "mlps_assessment", "安衡等保测评").await;
    assess(journey, home, "cryptography_assessment", "安衡等保测评").await;
    assess(journey, home, "software_test", "明鉴软件测评").await;
    journey
        .act(
            &act("file_cryptography_report"),
            &[("filed_on", "2025-09-08")],
        )
        .await;
    let hasty = [("acceptance_on", "2025-09-26"), ("statement", "全部完成")];
    journey
        .refused(
            &act("apply_for_acceptance"),
            &hasty,
            "第二十五条",
            "fourteen-working-days",
        )
        .await;
    journey.act(&act("apply_for_acceptance"), &apply).await;
    journey.enter(APPLIED, "kexinju").await;
    let approved = [("outcome", "pass"), ("opinion", "同意组织验收")];
    journey
        .act(&act("decide_acceptance_application"), &approved)
        .await;
    journey.enter(HELD, "caizhengju").await;
    let rest = [
        ("contract", "平台承建合同"),
        ("amount", "784000"),
        ("paid_on", "2025-10-16"),
        ("purpose", "尾款"),
    ];
    journey
        .refused(
            &act("make_payment"),
            &rest,
            "第三十三条第二款",
            "paid-off-before-acceptance",
        )
        .await;
    journey.enter(HELD, "weijianwei").await;
    let held = [
        ("held_on", "2025-10-16"),
        ("outcome", "pass"),
        ("attendees", "科信局、发改委"),
        ("opinion", "通过"),
    ];
    journey
        .refused(
            &act("conclude_acceptance"),
            &held,
            "第二十五条",
            "nobody-invited",
        )
        .await;
    let invited = [
        ("invited", "bureau"),
        ("invited", "investment"),
        ("place", "卫健委会议室"),
        ("sent_on", "2025-10-16"),
    ];
    journey.act(&act("invite_to_acceptance"), &invited).await;
    journey.act(&act("conclude_acceptance"), &held).await;
    journey.shoot("accepted").await;
}

async fn operate(journey: &mut Journey, home: &str) {
    let act = |key: &str| format!("{home}/acts/{key}");
    let live = [("live_on", "2025-10-16")];
    journey
        .refused(&act("go_live"), &live, "第二十七条", "no-operation-plan")
        .await;
    material(journey, home, "security_in_use", "安全措施启用情况").await;
    let plan = [
        ("title", "运维方案"),
        ("maintainer", "信息科"),
        ("content", "驻场运维"),
    ];
    journey.act(&act("file_operation_plan"), &plan).await;
    journey.act(&act("go_live"), &live).await;
    let result = [
        ("name", "健康信息平台软件"),
        ("kind", "software"),
        ("description", "源代码和文档"),
    ];
    journey.act(&act("register_result"), &result).await;
    let assets = [
        ("assets.0.name", "健康信息平台软件"),
        ("assets.0.kind", "software"),
        ("assets.0.quantity", "1"),
        ("assets.0.value", "1120000"),
    ];
    journey.act(&act("register_assets"), &assets).await;
    let archive = [("receiver", "区档案馆"), ("handed_on", "2025-10-16")];
    journey.act(&act("hand_over_archive"), &archive).await;
    let own = [("score", "92"), ("goals", "目标均已达到")];
    journey
        .refused(
            &act("submit_self_evaluation"),
            &own,
            "第三十二条",
            "evaluated-too-early",
        )
        .await;
    journey.enter(HELD, "caizhengju").await;
    let rest = [
        ("contract", "平台承建合同"),
        ("amount", "784000"),
        ("paid_on", "2025-10-16"),
        ("purpose", "尾款"),
    ];
    journey.act(&act("make_payment"), &rest).await;
}

async fn evaluate(journey: &mut Journey, home: &str) {
    let act = |key: &str| format!("{home}/acts/{key}");
    journey.enter(CLOSED_YEAR, "weijianwei").await;
    journey.shoot("a-year-later").await;
    let own = [("score", "92"), ("goals", "目标均已达到")];
    journey.act(&act("submit_self_evaluation"), &own).await;
    journey.enter(CLOSED_YEAR, "kexinju").await;
    let selected = [
        ("method", "random"),
        ("kind", "post"),
        ("reason", "年度抽取"),
    ];
    journey.act(&act("select_for_evaluation"), &selected).await;
    let found = [
        ("score", "90"),
        ("grade", "excellent"),
        ("opinion", "达到预期，建议推广"),
    ];
    journey.act(&act("conclude_evaluation"), &found).await;
    let page = journey.text().await;
    assert!(page.contains("评估办结") && page.contains("优秀"), "{page}");
    journey.shoot("evaluated").await;
    assert!(
        journey
            .district
            .app
            .store()
            .verify(None)
            .await
            .unwrap()
            .is_sound()
    );
}
