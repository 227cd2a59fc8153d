//! The forms of chapter 6: inspection, rectification, measures, suspension of
//! payments, evaluation. What they may not do: say what the law asks.

use std::collections::BTreeSet;

use jiff::civil::Date;
use tongchou_rules::vocabulary as v;

use super::macros::act;
use super::words;
use crate::fields::{DATE, FLAG, FieldKind as K, LONG, MONEY, RESULT, SCORE, TEXT};
use crate::state::Proposal;

act! {
    RecordInspection {
        subjects: BTreeSet<String> = optional K::Choices(words::INSPECTION_SUBJECTS), "检查事项", "31.1", "";
        inspected_on: Date = required DATE, "检查日期", "31.1", "";
        joint_with: BTreeSet<String> = optional K::Choices(words::INSPECTORS), "联合检查部门", "31.1", "";
        violation: bool = optional FLAG, "发现违反规定或批复要求", "31.2", "";
        findings: String = required LONG, "检查情况和问题", "31.1", "";
        #[serde(default)]
        grounds: BTreeSet<String> = optional K::Choices(words::FOUND_GROUNDS), "查实的暂停拨付情形", "33.2", "查实后暂停拨付，直至以本次检查为依据的整改复核通过；其余两种情形请办理“暂停资金拨付”";
        legal_liability: bool = optional FLAG, "涉及法律责任", "33.1", "";
        law: Option<String> = optional TEXT, "所违反的法律", "33.1", "如《中华人民共和国数据安全法》";
        #[serde(default, skip_serializing_if = "Option::is_none")]
        finding: Option<String> = optional K::Reference("finding"), "所依据的自动发现的问题", "31.1", "已查实、据以检查的，选择该项";
    } files "检查证据", "31.1", "";
}
act! {
    OrderRectification {
        inspection: Option<String> = optional K::Reference("inspection"), "所依据的检查", "31.2", "";
        #[serde(default, skip_serializing_if = "Option::is_none")]
        finding: Option<String> = optional K::Reference("finding"), "所依据的自动发现的问题", "31.2", "已查实、没有另行检查的，选择该项";
        requirement: String = required LONG, "整改要求", "31.2", "";
        due_on: Option<Date> = optional DATE, "整改期限", "31.2", "";
    } numbered "文号，办理时由系统编定";
}
act! {
    ReportRectification {
        rectification: String = required K::Reference("rectification"), "整改事项", "31.2", "";
        report: String = required LONG, "整改情况", "31.2", "";
    } files "整改报告和证明", "31.2", "";
}
act! {
    VerifyRectification {
        rectification: String = required K::Reference("rectification"), "整改事项", "31.2", "";
        result: String = required RESULT, "复核结论", "31.2", "";
        opinion: String = required LONG, "复核意见", "31.2", "";
    }
}
act! {
    /// What the unit says for itself, before a measure is taken or after.
    StateCase {
        rectification: String = required K::Reference("rectification"), "整改事项", "31.2", "";
        statement: String = required LONG, "陈述和申辩", "31.2", "条文没有写明；本系统要求采取监督措施前先听取项目单位的意见";
    } files "证据材料", "31.2", "";
}
act! {
    ImposeMeasure {
        rectification: String = required K::Reference("rectification"), "所依据的整改事项", "31.2", "";
        measure: String = required K::Choice(v::MEASURES.words), "监督措施", "31.2", "";
        reason: String = required LONG, "理由", "31.2", "";
        heard_on: Option<Date> = optional DATE, "听取项目单位陈述的日期", "", "条文没有写明；本系统要求先听取项目单位的意见，再采取措施。项目单位已在系统内陈述的，留空";
        statement: Option<String> = optional LONG, "项目单位的陈述和申辩", "", "照项目单位的原意记录；没有意见的，写明没有意见。项目单位已在系统内陈述的，留空，以其原文为准";
    } numbered "文号，办理时由系统编定";
}
act! {
    LiftMeasure {
        measure: String = required K::Reference("measure"), "监督措施", "31.2", "";
        reason: Option<String> = optional LONG, "解除理由", "31.2", "";
        revoked_by: Option<String> = optional TEXT, "撤销原决定的文号", "31.2", "终止项目只在终止决定被依法撤销时可以解除，填写撤销决定的文号";
    }
}
act! {
    /// What data from outside the system tell: without effect until somebody confirms
    /// what it shows against the record.
    RecordObservation {
        happened: String = required K::Choice(words::OBSERVED), "反映的事项", "31.1", "只登记系统内没有记录的";
        happened_on: Date = required DATE, "发生日期", "31.1", "";
        amount: Option<i64> = optional MONEY, "金额（元）", "31.1", "签约、付款的填写";
        contract: Option<String> = optional K::Reference("contract"), "对应的合同", "31.1", "付款没有对应合同的，留空";
        source: Option<String> = optional TEXT, "数据来源", "31.1", "如国库集中支付系统、政府采购网、审计底稿";
        facts: String = required LONG, "数据反映的情况", "31.1", "登记只供核对，本身不产生任何后果";
    } files "数据和证据", "31.1", "";
}
act! {
    ConfirmFinding {
        finding: String = required K::Reference("proposal"), "系统提示的问题", "31.1", "";
        opinion: String = required LONG, "核实情况", "31.1", "查实后可以据以检查、要求整改或者暂停拨付；查实本身不产生其他后果";
    } files "核实证据", "31.1", ""; computed {
        found: Option<Proposal>, "what was proposed";
    }
}
act! {
    SetAsideFinding {
        finding: String = required K::Reference("proposal"), "系统提示的问题", "31.1", "";
        reason: Option<String> = optional LONG, "核实情况和理由", "31.1", "不作为问题处理后，事实没有变化的不再提示";
    } files "核实证据", "31.1", ""; computed {
        found: Option<Proposal>, "what was proposed";
    }
}
act! {
    ReferLead {
        to: String = required K::Choice(words::REFERRED_TO), "移送机关", "31.2", "";
        summary: String = required LONG, "问题线索", "31.2", "仅有关部门可见";
        evidence: Option<String> = optional LONG, "证据", "31.2", "";
    } numbered "文号，办理时由系统编定";
}
act! {
    SuspendPayment {
        ground: String = required K::Choice(v::GROUNDS.words), "暂停拨付情形", "33.2", "";
        facts: String = required LONG, "事实", "33.2", "";
        evidence: Option<String> = optional LONG, "证据", "33.2", "";
        #[serde(default, skip_serializing_if = "Option::is_none")]
        finding: Option<String> = optional K::Reference("finding"), "所依据的自动发现的问题", "33.2", "";
        quality_problem: bool = optional FLAG, "出现重大质量问题", "33.2", "";
        economic_loss: bool = optional FLAG, "造成经济损失", "33.2", "";
        social_impact: bool = optional FLAG, "造成社会影响", "33.2", "";
    } files "证据文件", "33.2", ""; numbered "文号，办理时由系统编定";
}
act! {
    ResumePayment {
        suspension: String = required K::Reference("suspension"), "暂停事项", "33.2", "";
        reason: Option<String> = optional LONG, "恢复理由", "33.2", "";
    }
}
act! {
    /// One indicator's points, of the full marks that the regulation pack gives it.
    IndicatorRow {
        indicator: String = required K::Reference("indicator"), "指标（满分）", "32", "";
        points: Option<i64> = optional SCORE, "得分", "32", "";
        note: Option<String> = optional TEXT, "依据和说明", "32", "";
    }
}
act! {
    SubmitSelfEvaluation {
        indicators: Option<Vec<IndicatorRow>> = optional K::Rows(IndicatorRow::FIELDS), "逐项评分", "32", "指标和分值由系统带出；逐项评分的，得分由系统合计";
        score: Option<i64> = optional SCORE, "自评得分", "32", "0至100；逐项评分的留空";
        facts: Option<String> = optional LONG, "验收以来的情况", "32", "已按系统记录填好，可以补充";
        goals: String = required LONG, "绩效目标完成情况", "32", "";
        problems: Option<String> = optional LONG, "存在问题", "32", "";
        improvements: Option<String> = optional LONG, "改进措施", "32", "";
    } files "自评报告", "32", "";
}
act! {
    SelectForEvaluation {
        method: String = required K::Choice(words::SELECTIONS), "选取方式", "32", "";
        kind: String = required K::Choice(words::EVALUATIONS), "评估类型", "32", "";
        reason: String = required LONG, "选取理由", "32", "";
    }
}
act! {
    ConcludeEvaluation {
        indicators: Option<Vec<IndicatorRow>> = optional K::Rows(IndicatorRow::FIELDS), "逐项评分", "32", "指标和分值由系统带出；逐项评分的，得分由系统合计";
        score: Option<i64> = optional SCORE, "评估得分", "32", "0至100；逐项评分的留空";
        grade: String = required K::Choice(words::GRADES), "评估等次", "32", "";
        opinion: Option<String> = optional LONG, "评估意见", "32", "";
    } files "评估报告", "32", "";
}
act! {
    CloseProject {
        note: Option<String> = optional LONG, "说明", "3", "";
    }
}
