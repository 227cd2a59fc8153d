//! One project's life as a plan: each phase adds its acts, by those who do them,
//! on days that leave the time the law asks for.

use jiff::Span;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::run::{Planned, What};
use super::wording;

/// What is different from one project to the next.
#[derive(Debug, Clone)]
pub struct Sketch {
    pub key: &'static str,
    pub title: &'static str,
    pub summary: &'static str,
    pub unit: &'static str,
    /// The account of the lead of the project's field, and its body.
    pub lead: (&'static str, &'static str),
    pub field: &'static str,
    pub nature: &'static str,
    pub level: i64,
    pub public_data: bool,
    /// Name, category, yuan.
    pub budget: &'static [(&'static str, &'static str, &'static str)],
}

#[derive(Debug)]
pub struct Life {
    sketch: Sketch,
    day: Date,
    pub steps: Vec<Planned>,
}

impl Life {
    pub fn begin(sketch: Sketch, day: Date) -> Self {
        Self {
            sketch,
            day,
            steps: Vec::new(),
        }
    }

    pub fn wait(&mut self, days: i32) -> &mut Self {
        self.day = self.after(days);
        self
    }

    pub fn act(&mut self, who: &str, act: &'static str, input: Value) -> &mut Self {
        self.plan(who, What::Act(act, input))
    }

    fn plan(&mut self, who: &str, what: What) -> &mut Self {
        self.steps.push(Planned {
            day: self.day,
            project: self.sketch.key,
            who: who.to_owned(),
            what,
        });
        self
    }

    /// An act of the project's own unit.
    pub fn own(&mut self, act: &'static str, input: Value) -> &mut Self {
        self.act(self.sketch.unit, act, input)
    }

    pub fn after(&self, days: i32) -> Date {
        self.day
            .checked_add(Span::new().days(days))
            .unwrap_or(self.day)
    }

    fn today(&self) -> String {
        self.day.to_string()
    }

    pub fn material(&mut self, material: &str, title: &str) -> &mut Self {
        let input = json!({ "material": material, "title": title, "dated_on": self.today() });
        self.own("submit_material", input)
    }

    fn important(&self) -> bool {
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
        } = self.sketch;
        let funding = if nature == "service_purchase" {
            "fiscal_service"
        } else {
            "fiscal"
        };
        let project = json!({
            "title": title, "summary": summary, "fields": [field], "nature": nature, "funding": [funding],
            "district_funds": true, "domain": format!("@{}", lead.1), "mlps_level": level,
            "public_data_operation": public_data,
        });
        self.own("register_project", project).wait(3);
        let mut declaration = wording::topics();
        let rows: Vec<Value> = budget
            .iter()
            .map(|(name, category, yuan)| json!({ "name": name, "category": category, "amount": yuan }))
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
        let unit = self.sketch.unit;
        self.wait(2)
            .own("record_duplicate_check", json!({}))
            .plan(unit, What::AnswerMatches);
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
        let opinion = json!({ "outcome": "favourable", "number": "示密函〔1〕号", "opinion": "同意密码应用方案" });
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
        let seed = format!("示范区抽取种子-{}", self.sketch.key);
        self.wait(2)
            .act("kexinju", "draw_panel", json!({ "seed": seed, "size": 3 }));
        for (place, score) in [("panel:0", 86), ("panel:1", 88), ("panel:2", 84)] {
            let opinions: Vec<Value> = ["technology", "security", "data", "budget"]
                .iter()
                .map(|aspect| json!({ "aspect": aspect, "score": score, "finding": "方案可行，测算合理" }))
                .collect();
            self.wait(1).act(
                place,
                "give_expert_opinion",
                json!({ "opinions": opinions }),
            );
        }
        self.wait(1)
            .act("kexinju", "conclude_expert_review", pass("专家组一致同意"))
    }

    /// Consultation, decision and letter.
    pub fn approve(&mut self) -> &mut Self {
        let title = format!("{}会商会议", self.sketch.title);
        let meeting = json!({
            "title": title, "held_on": self.after(5).to_string(), "place": "区政府第二会议室", "agenda": ["@self"],
        });
        self.wait(1).act("kexinju", "schedule_meeting", meeting);
        let departments = json!([
            { "department": "区财政局", "opinion": "资金来源明确，同意" },
            { "department": "区委网信办", "opinion": "落实网络安全要求，同意" },
        ]);
        let held = json!({
            "meeting": format!("@{title}"), "outcome": "pass", "opinion": "会商一致同意", "departments": departments,
        });
        self.wait(5).act("kexinju", "conclude_consultation", held);
        let decided = json!({
            "outcome": "pass", "number": "示政批", "decided_on": self.after(6).to_string(), "opinion": "同意建设",
        });
        self.wait(6).act("quzhengfu", "decide_project", decided)
    }

    pub fn letter(&mut self) -> &mut Self {
        let rows: Vec<Value> = self
            .sketch
            .budget
            .iter()
            .map(|(name, category, yuan)| json!({ "name": name, "category": category, "amount": yuan }))
            .collect();
        let letter = json!({ "items": rows, "conditions": "按核定内容建设，同步落实安全措施" });
        self.wait(3).act("kexinju", "issue_opinion_letter", letter)
    }

    pub fn total(&self) -> i64 {
        let yuan = |row: &(&str, &str, &str)| row.2.parse::<i64>().unwrap_or(0);
        self.sketch.budget.iter().map(yuan).sum()
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

    /// The main contract, and supervision where a line of the budget is for it.
    pub fn contract(&mut self) -> &mut Self {
        let signed = self.after(30).to_string();
        self.wait(30);
        let (supervision, built): (Vec<_>, Vec<_>) = self
            .sketch
            .budget
            .iter()
            .partition(|(name, ..)| *name == SUPERVISION);
        let rows = |rows: &[&(&str, &str, &str)]| -> Vec<Value> {
            rows.iter()
                .map(|(name, _, yuan)| json!({ "item": format!("@{name}"), "name": name, "amount": yuan }))
                .collect()
        };
        let main = json!({
            "kind": "implementation", "agency": "@北辰软件", "title": format!("{}承建合同", self.sketch.title),
            "signed_on": signed, "items": rows(&built), "warranty_months": 24,
            "clauses": ["confidentiality", "operation_duty", "warranty", "ownership"],
        });
        self.own("sign_contract", main);
        if !supervision.is_empty() {
            let contract = json!({
                "kind": "supervision", "agency": "@中正信息监理", "title": format!("{}监理合同", self.sketch.title),
                "signed_on": signed, "items": rows(&supervision), "clauses": ["confidentiality"],
            });
            self.own("sign_contract", contract);
        }
        let staff = json!([{ "name": "李工", "duty": "项目经理" }, { "name": "王工", "duty": "开发工程师" }]);
        self.wait(2).own(
            "record_outsourced_staff",
            json!({ "contract": "@承建合同", "staff": staff }),
        )
    }

    pub fn build(&mut self) -> &mut Self {
        let started = json!({ "started_on": self.after(5).to_string(), "planned_end_on": self.after(185).to_string() });
        self.wait(5).own("start_construction", started);
        self.pay("首付款", 30)
    }

    /// Pays a share of the main contract.
    pub fn pay(&mut self, purpose: &str, percent: i64) -> &mut Self {
        let main: i64 = self
            .sketch
            .budget
            .iter()
            .filter(|(name, ..)| *name != SUPERVISION)
            .map(|(_, _, yuan)| yuan.parse::<i64>().unwrap_or(0))
            .sum();
        let payment = json!({
            "contract": "@承建合同", "amount": (main * percent / 100).to_string(),
            "paid_on": self.after(4).to_string(), "purpose": purpose,
        });
        self.wait(4).act("caizhengju", "make_payment", payment)
    }

    /// Reports, checks, assessments and tasks of the building time.
    pub fn work(&mut self) -> &mut Self {
        let check = json!({ "contract": "@承建合同", "checked_on": self.after(60).to_string(), "result": "passed" });
        self.wait(60).own("record_security_check", check);
        let midterm = json!({
            "progress": "完成总体进度的六成", "data_resources": "完成数据目录编制", "security": "安全措施同步建设",
        });
        self.wait(15).own("submit_midterm_report", midterm);
        for task in ["cloud", "update", "chain", "rights"] {
            let done = json!({ "task": task, "status": "done", "statement": "已完成，附平台回执" });
            self.own("complete_data_task", done);
        }
        if self.sketch.level >= 2 {
            let filing = json!({
                "level": self.sketch.level, "number": format!("1101020{}", self.sketch.key.len() * 1_373),
                "filed_on": self.after(20).to_string(),
            });
            self.wait(20).own("record_mlps_filing", filing);
        }
        self.wait(40)
    }

    pub fn assess(&mut self, kind: &str, agency: &str, result: &str) -> &mut Self {
        let report = format!("{}-{}-{}", self.sketch.key, kind, self.day);
        let input = json!({
            "kind": kind, "agency": format!("@{agency}"), "result": result, "report_number": report,
            "assessed_on": self.today(),
        });
        self.own("record_assessment", input)
    }

    fn assessments(&mut self) {
        if self.sketch.level >= 2 {
            self.assess("mlps_assessment", "安衡等保测评", "passed");
        }
        if self.important() {
            self.assess("cryptography_assessment", "安衡等保测评", "passed");
            let filed = json!({ "filed_on": self.today() });
            self.own("file_cryptography_report", filed);
        }
        self.assess("software_test", "明鉴软件测评", "passed");
    }

    /// Applied for and approved; the acceptance itself is 30 days later.
    pub fn apply(&mut self) -> &mut Self {
        self.assessments();
        self.material("acceptance_materials", "验收材料汇编")
            .material("security_implementation", "安全措施建设情况");
        self.material("archive_index", "档案目录");
        if self
            .sketch
            .budget
            .iter()
            .any(|(name, ..)| *name == SUPERVISION)
        {
            self.material("supervision_report", "监理总结报告");
        }
        if self.sketch.public_data {
            self.material("operation_conformity", "公共数据授权运营合规说明");
        }
        let application = json!({ "acceptance_on": self.after(35).to_string(), "statement": "合同内容全部完成，运行稳定" });
        self.own("apply_for_acceptance", application)
    }

    pub fn accept(&mut self, outcome: &str) -> &mut Self {
        let approved = json!({ "outcome": "pass", "opinion": "同意组织验收" });
        self.wait(6)
            .act("kexinju", "decide_acceptance_application", approved);
        let invitation = json!({
            "invited": ["bureau", "investment", "finance"], "place": "项目单位会议室", "sent_on": self.after(2).to_string(),
        });
        self.wait(2).own("invite_to_acceptance", invitation);
        let held = json!({
            "held_on": self.after(27).to_string(), "outcome": outcome,
            "attendees": "科信局、发改委、财政局、项目单位、承建单位", "opinion": "经查验资料和现场演示形成本意见",
        });
        self.wait(27).own("conclude_acceptance", held)
    }

    /// In use, results and assets registered, archive handed over.
    pub fn operate(&mut self) -> &mut Self {
        self.wait(3).material("security_in_use", "安全措施启用情况");
        let plan = json!({ "title": "运行维护方案", "maintainer": "项目单位信息科", "content": "驻场运维，分级响应" });
        self.own("file_operation_plan", plan);
        let live = json!({ "live_on": self.after(2).to_string() });
        self.wait(2).own("go_live", live);
        let result = json!({ "name": self.sketch.title, "kind": "software", "description": "系统及源代码、数据目录" });
        self.own("register_result", result);
        let asset = json!({ "name": self.sketch.title, "kind": "software", "quantity": 1, "value": self.total().to_string() });
        self.wait(5)
            .own("register_assets", json!({ "assets": [asset] }));
        let archive = json!({ "receiver": "区档案馆", "handed_on": self.after(20).to_string() });
        self.pay("尾款", 70);
        self.wait(16).own("hand_over_archive", archive)
    }

    pub fn self_evaluate(&mut self) -> &mut Self {
        let own = json!({ "score": 90, "goals": "各项绩效目标均已达到", "problems": "个别接口调用量偏低" });
        self.wait(350).own("submit_self_evaluation", own)
    }

    pub fn evaluate(&mut self) -> &mut Self {
        let selected = json!({ "method": "random", "kind": "post", "reason": "年度随机抽取" });
        self.wait(20)
            .act("kexinju", "select_for_evaluation", selected);
        let found =
            json!({ "score": 88, "grade": "good", "opinion": "达到预期目标，建议扩大共享范围" });
        self.wait(20).act("kexinju", "conclude_evaluation", found)
    }
}

/// The line of a budget that a supervision contract is for.
pub const SUPERVISION: &str = "监理服务";

fn merge(into: &mut Value, more: Value) {
    if let (Value::Object(into), Value::Object(more)) = (into, more) {
        into.extend(more);
    }
}
