//! From the budget to the evaluation.

use super::browser::Journey;
use super::{APPLIED, BUILT, CLOSED_YEAR, FUNDED, HELD, SIGNED, material};

pub async fn fund(journey: &mut Journey, home: &str) {
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

pub async fn contract(journey: &mut Journey, home: &str) {
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

pub async fn build(journey: &mut Journey, home: &str) {
    let act = |key: &str| format!("{home}/acts/{key}");
    let change = [
        ("items.0.item", "应用软件开发"),
        ("items.0.amount", "800000"),
        ("goal_unchanged", "yes"),
        ("within_planning", "yes"),
        ("main_content_must_change", "yes"),
        ("change_case", "business"),
        ("reason", "功能调整"),
        ("already_made", "no"),
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

pub async fn accept(journey: &mut Journey, home: &str) {
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

pub async fn operate(journey: &mut Journey, home: &str) {
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

pub async fn evaluate(journey: &mut Journey, home: &str) {
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
