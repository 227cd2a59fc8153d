//! From the draft to the opinion letter.

use super::browser::Journey;
use super::{DECIDED, DECLARED, MEETING, REGISTERED, REVIEWED, material};

pub async fn register(journey: &mut Journey) -> String {
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
        ("district_funds", "no"),
        ("state_secret", "no"),
        ("critical_infrastructure", "no"),
        ("public_data_operation", "no"),
    ];
    let form = "/projects/new";
    journey
        .refused(form, &fields, "第二条第二款", "funds-out-of-scope")
        .await;
    fields[4] = ("funding", "fiscal");
    fields[7] = ("district_funds", "yes");
    let mut secret = fields.clone();
    secret[8] = ("state_secret", "yes");
    journey
        .refused(form, &secret, "第六条", "state-secret")
        .await;
    journey.act(form, &fields).await;
    journey.shoot("registered").await;
    let form = journey.path().await;
    form.replace("/acts/revise_declaration", "")
}

pub async fn declare(journey: &mut Journey, home: &str) {
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
    let answer = [
        ("matched", "m1"),
        ("answer", "reused"),
        ("reason", "数据经区平台获取"),
    ];
    journey.act(&act("answer_match"), &answer).await;
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

pub async fn cryptography(journey: &mut Journey, home: &str) {
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

pub async fn review(journey: &mut Journey, home: &str) {
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

pub async fn decide(journey: &mut Journey, home: &str) {
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
