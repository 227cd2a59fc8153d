//! One project's life as a plan: each phase adds its acts, by those who do them,
//! on days that leave the time the law asks for.

use std::borrow::Cow;

use jiff::Span;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::run::{Planned, What};
use super::wording;

/// A line of a budget: name, category, yuan.
pub type Line = (&'static str, &'static str, i64);

/// What is different from one project to the next.
#[derive(Debug, Clone)]
pub struct Sketch {
    pub key: Cow<'static, str>,
    pub title: Cow<'static, str>,
    pub summary: Cow<'static, str>,
    pub unit: Cow<'static, str>,
    /// The account of the lead of the project's field, and its body.
    pub lead: (&'static str, &'static str),
    pub field: &'static str,
    pub nature: &'static str,
    pub level: i64,
    pub public_data: bool,
    /// Part of the name of the agency that builds it.
    pub builder: Cow<'static, str>,
    pub budget: Cow<'static, [Line]>,
    /// How long everything takes, in hundredths of the shortest time.
    pub pace: i32,
}

#[derive(Debug)]
pub struct Life {
    pub sketch: Sketch,
    pub day: Date,
    /// Hundredths of the main contract that are paid.
    pub(super) paid: i64,
    pub steps: Vec<Planned>,
}

impl Life {
    pub fn begin(sketch: Sketch, day: Date) -> Self {
        Self {
            sketch,
            day,
            paid: 0,
            steps: Vec::new(),
        }
    }

    pub fn wait(&mut self, days: i32) -> &mut Self {
        self.day = self.after(days);
        self
    }

    /// Goes on on a day, unless it has passed.
    pub fn until(&mut self, day: Date) -> &mut Self {
        self.day = self.day.max(day);
        self
    }

    pub fn act(&mut self, who: &str, act: &'static str, input: Value) -> &mut Self {
        self.plan(who, What::Act(act, input))
    }

    fn plan(&mut self, who: &str, what: What) -> &mut Self {
        self.steps.push(Planned {
            day: self.day,
            project: self.sketch.key.to_string(),
            who: who.to_owned(),
            what,
        });
        self
    }

    /// An act of the project's own unit.
    pub fn own(&mut self, act: &'static str, input: Value) -> &mut Self {
        let unit = self.sketch.unit.clone();
        self.act(&unit, act, input)
    }

    pub fn after(&self, days: i32) -> Date {
        let days = i64::from(days) * i64::from(self.sketch.pace) / 100;
        self.day
            .checked_add(Span::new().days(days))
            .unwrap_or(self.day)
    }

    pub(super) fn today(&self) -> String {
        self.day.to_string()
    }

    pub fn material(&mut self, material: &str, title: &str) -> &mut Self {
        let input = json!({ "material": material, "title": title, "dated_on": self.today() });
        self.own("submit_material", input)
    }

    pub(super) fn important(&self) -> bool {
        self.sketch.level >= 3
    }

    /// Registered and described, not yet endorsed.
    pub fn draft(&mut self) -> &mut Self {
        let Sketch {
            title,
            summary,
            field,
            nature,
            level,
            public_data,
            lead,
            budget,
            ..
        } = self.sketch.clone();
        let funding = if nature == "service_purchase" {
            "fiscal_service"
        } else {
            "fiscal"
        };
        let project = json!({
            "title": title, "summary": summary, "fields": [field], "nature": nature, "funding": [funding],
            "district_funds": true, "domain": format!("@{}", lead.1), "mlps_level": level,
            "public_data_operation": public_data,
            "state_secret": false, "critical_infrastructure": false,
        });
        self.own("register_project", project).wait(3);
        let mut declaration = wording::topics();
        let needs = format!("{summary}，满足区、街道两级使用");
        merge(&mut declaration, json!({ "needs": needs }));
        let rows: Vec<Value> = budget
            .iter()
            .map(|(name, category, yuan)| json!({ "name": name, "category": category, "amount": yuan.to_string() }))
            .collect();
        let more = json!({
            "budget": rows, "design": "@顶层设计", "design_item": "2.1",
            "planned_start_on": self.after(120).to_string(), "planned_end_on": self.after(360).to_string(),
        });
        merge(&mut declaration, more);
        if public_data {
            merge(&mut declaration, wording::operation_terms());
            let scenario = json!({ "name": "就医服务预测", "operator": "示范数据运营有限公司", "purpose": "脱敏后的就诊人次统计" });
            merge(&mut declaration, json!({ "scenarios": [scenario] }));
        }
        if nature == "service_purchase" {
            merge(&mut declaration, json!({ "catalogue_item": "@C1601" }));
        }
        self.own("revise_declaration", declaration)
    }

    /// Endorsed and declared.
    pub fn declare(&mut self) -> &mut Self {
        self.wait(2)
            .material("needs_argument", "需求论证报告")
            .material("declaration_form", "项目申报书");
        self.material("security_plan", "安全建设方案");
        if self.sketch.nature == "service_purchase" {
            self.material("service_budget", "购买服务预算明细");
        }
        if self.sketch.public_data {
            self.material("data_risk_report", "公共数据资源开放风险评估报告");
        }
        if self.important() {
            self.cryptography();
        }
        let unit = self.sketch.unit.clone();
        self.wait(2)
            .own("record_duplicate_check", json!({}))
            .plan(&unit, What::AnswerMatches);
        let opinion = json!({ "outcome": "pass", "opinion": "符合领域规划，同意申报" });
        let lead = self.sketch.lead.0;
        self.wait(3).act(lead, "endorse_declaration", opinion);
        let signed =
            json!({ "signed_by": "单位主要负责人", "signed_on": self.after(2).to_string() });
        self.wait(2).own("declare_project", signed)
    }

    fn cryptography(&mut self) {
        self.material("cryptography_plan", "信息系统密码应用方案");
        let reviewed = json!({
            "result": "passed", "reviewers": "曹明、邓琳、彭涛", "reviewed_on": self.today(), "opinion": "方案完整可行",
        });
        self.act("jiyaoju", "review_cryptography_plan", reviewed);
        self.material("cryptography_expert_opinion", "密码应用方案专家评审意见");
        self.material(
            "cryptography_review_form",
            "政府投资信息化项目密码应用审核表",
        );
        self.wait(1).own("submit_cryptography_documents", json!({}));
        let opinion = json!({ "outcome": "favourable", "number": number("示密函", self.after(6)), "opinion": "同意密码应用方案" });
        self.wait(5)
            .act("jiyaoju", "issue_cryptography_opinion", opinion);
    }

    /// Preliminary review and the experts.
    pub fn review(&mut self) -> &mut Self {
        let pass = |opinion: &str| json!({ "outcome": "pass", "opinion": opinion });
        self.wait(6).act(
            "kexinju",
            "conclude_preliminary_review",
            pass("材料齐全，同意进入评审"),
        );
        if self.sketch.public_data {
            let passed = json!({
                "scenario": "@就医服务预测", "result": "passed",
                "compliance": "场景符合授权范围", "security_risk": "风险可控",
            });
            self.act("kexinju", "assess_operation_scenario", passed);
        }
        self.wait(2)
            .act("kexinju", "draw_panel", json!({ "size": 3 }));
        for (place, score) in [("panel:0", 86), ("panel:1", 88), ("panel:2", 84)] {
            let opinions: Vec<Value> = ["technology", "security", "data", "budget"]
                .iter()
                .map(|aspect| json!({ "aspect": aspect, "score": score, "finding": "方案可行，测算合理" }))
                .collect();
            self.wait(1).act(
                place,
                "give_expert_opinion",
                json!({
                    "opinions": opinions, "conclusion": "agree",
                    "summary": "项目必要、可行，同意通过评审。",
                }),
            );
        }
        self.wait(1)
            .act("kexinju", "conclude_expert_review", pass("专家组一致同意"))
    }

    /// Consultation in a meeting of its own, and decision.
    pub fn approve(&mut self) -> &mut Self {
        let title = format!("{}会商会议", self.sketch.title);
        let meeting = json!({
            "title": title, "held_on": self.after(5).to_string(), "place": "区政府第二会议室", "agenda": ["@self"],
        });
        self.wait(1).act("kexinju", "schedule_meeting", meeting);
        self.wait(5).consulted(&title)
    }

    pub fn rejected(&mut self, meeting: &str) -> &mut Self {
        let held = json!({
            "meeting": format!("@{meeting}"), "outcome": "reject", "opinion": "与已建平台功能重复，不予立项",
            "departments": [{ "department": "区财政局", "opinion": "不同意安排资金" }],
        });
        self.act("kexinju", "conclude_consultation", held)
    }

    /// The conclusion of a meeting that is held today, and the decision on it.
    pub fn consulted(&mut self, meeting: &str) -> &mut Self {
        let departments = json!([
            { "department": "区财政局", "opinion": "资金来源明确，同意" },
            { "department": "区委网信办", "opinion": "落实网络安全要求，同意" },
        ]);
        let held = json!({
            "meeting": format!("@{meeting}"), "outcome": "pass", "opinion": "会商一致同意", "departments": departments,
        });
        self.act("kexinju", "conclude_consultation", held);
        let decided = self.after(6);
        let decided = json!({
            "outcome": "pass", "number": number("示政批", decided), "decided_on": decided.to_string(), "opinion": "同意建设",
        });
        self.wait(6).act("quzhengfu", "decide_project", decided)
    }

    pub fn letter(&mut self) -> &mut Self {
        let rows: Vec<Value> = self
            .sketch
            .budget
            .iter()
            .map(|(name, category, yuan)| json!({ "name": name, "category": category, "amount": yuan.to_string() }))
            .collect();
        let letter = json!({ "items": rows, "conditions": "按核定内容建设，同步落实安全措施" });
        self.wait(3).act("kexinju", "issue_opinion_letter", letter)
    }

    pub fn total(&self) -> i64 {
        self.sketch.budget.iter().map(|(.., yuan)| yuan).sum()
    }

    pub fn budget(&mut self) -> &mut Self {
        let budget = json!({
            "year": i64::from(self.after(8).year()), "amount": self.total().to_string(), "purpose": "implementation",
        });
        self.wait(8).act("caizhengju", "arrange_budget", budget)
    }

    pub fn procure(&mut self) -> &mut Self {
        let procurement =
            json!({ "method": "open_tender", "started_on": self.after(6).to_string() });
        self.wait(6).own("start_procurement", procurement)
    }
}

/// The line of a budget that a supervision contract is for.
pub const SUPERVISION: &str = "监理服务";

fn merge(into: &mut Value, more: Value) {
    if let (Value::Object(into), Value::Object(more)) = (into, more) {
        into.extend(more);
    }
}

/// A number as an organ outside the system gives it: its year, and one that differs from
/// day to day.
pub fn number(series: &str, on: Date) -> String {
    format!("{series}〔{}〕{}号", on.year(), on.day_of_year())
}
