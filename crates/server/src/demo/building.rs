//! The second half of a planned life: from the contract to the evaluation.

use serde_json::{Value, json};

use super::life::{Life, Line, SUPERVISION, number};

impl Life {
    /// The main contract, and supervision where a line of the budget is for it.
    pub fn contract(&mut self) -> &mut Self {
        let signed = self.after(30).to_string();
        self.wait(30);
        let budget = self.sketch.budget.clone();
        let (supervision, built): (Vec<_>, Vec<_>) =
            budget.iter().partition(|(name, ..)| *name == SUPERVISION);
        let rows = |rows: &[&Line]| -> Vec<Value> {
            rows.iter()
                .map(|(name, _, yuan)| json!({ "item": format!("@{name}"), "name": name, "amount": yuan.to_string() }))
                .collect()
        };
        let main = json!({
            "kind": "implementation", "agency": format!("@{}", self.sketch.builder), "title": format!("{}承建合同", self.sketch.title),
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
            .map(|(.., yuan)| yuan)
            .sum();
        let payment = json!({
            "contract": "@承建合同", "amount": (main * percent / 100).to_string(),
            "paid_on": self.after(4).to_string(), "purpose": purpose,
        });
        self.paid += percent;
        self.wait(4).act("caizhengju", "make_payment", payment)
    }

    /// The tracking of performance in a period.
    pub fn report(&mut self, period: &str) -> &mut Self {
        let report = json!({ "period": period, "content": "按计划推进，各项绩效指标按期完成" });
        self.wait(30).own("report_performance", report)
    }

    /// The building time with so many payments on the way, each after a check.
    pub fn work_in_parts(&mut self, parts: usize) -> &mut Self {
        for _ in 0..parts {
            let check = json!({ "contract": "@承建合同", "checked_on": self.after(40).to_string(), "result": "passed" });
            self.wait(40).own("record_security_check", check);
            self.pay("进度款", 15).report("下半年");
        }
        self.work()
    }

    /// What the law asks of important systems in use, a year on.
    pub fn yearly(&mut self) -> &mut Self {
        if self.important() {
            self.wait(340)
                .assess("mlps_assessment", "安衡等保测评", "passed");
            self.assess("cryptography_assessment", "安衡等保测评", "passed");
            let filed = json!({ "filed_on": self.today() });
            self.own("file_cryptography_report", filed);
        }
        self
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
        let series = match kind {
            "mlps_assessment" => "等保测评",
            "cryptography_assessment" => "密评",
            _ => "软件测评",
        };
        let report = number(series, self.day);
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
        let archive = json!({ "receiver": "区档案馆", "handed_on": self.after(18).to_string() });
        self.pay("尾款", 100 - self.paid);
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
