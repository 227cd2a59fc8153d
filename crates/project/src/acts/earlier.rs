//! Projects of earlier years, taken in from records that are not this program's: what
//! happened is told with its days and judged as a whole; nothing of it was permitted here.

use jiff::civil::Date;

use super::macros::act;
use crate::fields::{DATE, FieldKind as K, LONG, TEXT};

const FACTS: K = K::LongText { max: 8_000 };

act! {
    /// What happened on a day.
    EarlierEventRow {
        act: String = required TEXT, "办理事项", "29", "如“签订合同”“拨付资金”";
        on: Date = required DATE, "办理日期", "29", "";
        facts: Option<String> = optional FACTS, "事项的情况", "", "按事实名写成 JSON，如 {\"contract_amount\": \"500000\"}；用表格导入时每个事实一列";
    }
}
act! {
    RecordEarlierProject {
        title: String = required TEXT, "项目名称", "29", "";
        unit_name: String = required TEXT, "项目单位", "29", "已登记单位的名称；单位已经撤并的照原名填写，由登记人所在单位保管";
        summary: Option<String> = optional LONG, "项目概述", "29", "不得填写任何涉密内容";
        source: Option<String> = optional TEXT, "资料来源", "29", "如档案号、台账名称";
        circumstances: Option<String> = optional FACTS, "项目的情况", "", "如领域、性质、总投资；按事实名写成 JSON，如 {\"total_amount\": \"1200000\"}";
        events: Vec<EarlierEventRow> = optional K::Rows(EarlierEventRow::FIELDS), "办理经过", "29", "从立项到验收，每件事一行";
    } computed {
        unit: String, "保管资料的单位";
        district_unit: bool, "项目单位是本区单位";
        audit: crate::state::HistoryAudit, "登记时的合规核查";
    }
}
act! {
    /// What is told anew takes the place of what was told before.
    CorrectEarlierProject {
        reason: String = required LONG, "更正理由", "29", "";
        summary: Option<String> = optional LONG, "项目概述", "29", "不得填写任何涉密内容";
        source: Option<String> = optional TEXT, "资料来源", "29", "";
        circumstances: Option<String> = optional FACTS, "项目的情况", "", "按事实名写成 JSON";
        events: Vec<EarlierEventRow> = optional K::Rows(EarlierEventRow::FIELDS), "办理经过", "29", "填写后整表替换";
    } computed {
        audit: crate::state::HistoryAudit, "更正时的合规核查";
    }
}
