//! The forms of building: start, security levels, assessments, data tasks,
//! reports and risks. What they may not do: say what the law asks.

use std::collections::BTreeSet;

use jiff::civil::Date;
use tongchou_rules::vocabulary as v;

use super::macros::act;
use super::words;
use crate::fields::{DATE, FieldKind as K, LONG, RESULT, TEXT};

act! {
    OrderSoftwareTest {
        reason: Option<String> = optional LONG, "理由", "20.3", "";
    }
}
act! {
    StartConstruction {
        started_on: Date = required DATE, "开工日期", "20.5", "";
        planned_end_on: Option<Date> = optional DATE, "计划完工日期", "23.1", "留空时沿用申报内容";
    }
}
act! {
    RecordMlpsFiling {
        level: i64 = required K::Count { min: 1, max: 5 }, "确定的等级", "20.1", "";
        number: String = required TEXT, "备案编号", "20.1", "";
        filed_on: Date = required DATE, "备案日期", "20.1", "";
    } files "备案证明", "20.1", "";
}
act! {
    RecordAssessment {
        kind: String = required K::Choice(words::ASSESSMENT_KINDS), "测评种类", "20.2", "";
        agency: String = required K::Reference("agency"), "测评机构", "20.2", "";
        result: String = required RESULT, "结果", "20.4", "未通过的须整改后重新测评";
        report_number: String = required TEXT, "报告编号", "20.2", "";
        assessed_on: Date = required DATE, "报告日期", "20.2", "";
        findings: Option<String> = optional LONG, "主要问题", "20.4", "";
    } files "测评报告", "20.2", ""; computed {
        agency_name: String, "测评机构名称";
    }
}
act! {
    FileCryptographyReport {
        number: Option<String> = optional TEXT, "备案编号", "20.2", "";
        filed_on: Date = required DATE, "备案日期", "20.2", "";
    } files "报告和备案文件", "20.2", ""; numbered "文号，办理时由系统编定";
}
act! {
    CompleteDataTask {
        task: String = required K::Choice(v::DATA_TASKS.words), "任务", "21", "";
        status: String = required K::Choice(words::TASK_STATES), "办理情况", "21", "";
        statement: Option<String> = optional LONG, "证明或不适用的理由", "21", "";
    } files "证明文件", "21", "";
}
act! {
    /// The part on budget execution is filled in from the ledger.
    SubmitMidtermReport {
        progress: Option<String> = optional LONG, "项目建设进度", "23.1", "";
        data_resources: Option<String> = optional LONG, "数据资源建设", "23.1", "";
        security: Option<String> = optional LONG, "安全体系建设", "23.1", "";
        budget_note: Option<String> = optional LONG, "预算执行说明", "23.1", "执行数由系统从付款记录取得";
    } files "附件", "23.1", "";
}
act! {
    ReportPerformance {
        period: String = required TEXT, "报告期", "23.1", "如2026年上半年";
        content: String = required LONG, "绩效跟踪情况", "23.1", "";
    } files "附件", "23.1", "";
}
act! {
    ReportRisk {
        kind: String = required K::Choice(words::RISK_KINDS), "风险种类", "23.2", "";
        description: String = required LONG, "情况说明", "23.2", "";
        found_on: Date = required DATE, "发现日期", "23.2", "";
    } files "附件", "23.2", "";
}
act! {
    AssessRisk {
        risk: String = required K::Reference("risk"), "风险", "23.2", "";
        level: String = required K::Choice(words::RISK_LEVELS), "研判结论", "23.2", "";
        opinion: String = required LONG, "研判意见", "23.2", "";
    }
}
act! {
    GiveRiskOpinion {
        risk: String = required K::Reference("risk"), "风险", "23.2", "";
        opinion: String = required LONG, "部门意见", "23.2", "";
    } computed {
        capacities: BTreeSet<String>, "出具意见的部门身份";
    }
}
act! {
    EscalateRisk {
        risk: String = required K::Reference("risk"), "风险", "23.2", "";
        statement: String = required LONG, "上报内容", "23.2", "";
    }
}
act! {
    DecideRisk {
        risk: String = required K::Reference("risk"), "风险", "23.2", "";
        decision: String = required LONG, "处理决定", "23.2", "";
    }
}
/// The sections of the mid-term report that a person writes.
impl SubmitMidtermReport {
    pub(crate) fn written(&self) -> BTreeSet<String> {
        // The fourth section stands always: the ledger writes it.
        let mut sections = BTreeSet::from(["budget_execution".to_owned()]);
        for (name, text) in [
            ("progress", &self.progress),
            ("data_resources", &self.data_resources),
            ("security", &self.security),
        ] {
            if text.is_some() {
                sections.insert(name.to_owned());
            }
        }
        sections
    }
}
