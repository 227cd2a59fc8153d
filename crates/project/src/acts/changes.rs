//! The forms of changes. A change names items and their new amounts; the figures
//! that the law compares are computed from them.

use jiff::civil::Date;
use tongchou_rules::vocabulary as v;

use super::macros::act;
use super::words;
use crate::fields::{DATE, FLAG, FieldKind as K, LONG, MONEY_OR_ZERO, TEXT};

act! {
    ChangeRow {
        item: Option<String> = optional K::Reference("item"), "对应的核定内容", "22.1", "新增内容留空";
        name: Option<String> = optional TEXT, "新增内容名称", "22.1", "新增内容必填";
        category: Option<String> = optional K::Choice(words::CATEGORIES), "新增内容类别", "22.1", "";
        amount: i64 = required MONEY_OR_ZERO, "变更后金额（元）", "22.1", "取消的内容填0";
    }
}
act! {
    FileChange {
        items: Vec<ChangeRow> = required K::Rows(ChangeRow::FIELDS), "变更内容", "22.1", "";
        goal_unchanged: bool = optional FLAG, "建设目标不变", "22.1", "";
        within_planning: bool = optional FLAG, "符合全区统筹规划建设原则", "22.1", "";
        main_content_must_change: bool = optional FLAG, "主要建设内容确需调整", "22.1", "";
        change_case: String = required K::Choice(v::CHANGE_CASES.words), "变更情形", "22.1", "";
        already_made: bool = required FLAG, "变更已先行实施", "22.1", "如实填写";
        reason: String = required LONG, "变更理由", "22.1", "";
    } files "变更依据和说明文件", "22.1", ""; numbered "文号，办理时由系统编定"; computed {
        content_amount: i64, "涉及内容的金额";
        change_amount: i64, "资金调整额";
    }
}
act! {
    RequestChangeReview {
        items: Vec<ChangeRow> = required K::Rows(ChangeRow::FIELDS), "变更内容", "22.2", "";
        already_made: bool = required FLAG, "变更已先行实施", "22.2", "如实填写";
        reason: String = required LONG, "变更理由", "22.2", "";
    } files "变更依据和说明文件", "22.2", ""; computed {
        content_amount: i64, "涉及内容的金额";
        change_amount: i64, "资金调整额";
    }
}
act! {
    ReviewChange {
        change: String = required K::Reference("change"), "变更申请", "22.2", "";
        outcome: String = required K::Choice(v::OUTCOMES.words), "审查结论", "22.2", "";
        opinion: String = required LONG, "审查意见", "22.2", "";
    }
}
act! {
    ImplementChange {
        change: String = required K::Reference("change"), "变更", "22.2", "";
        implemented_on: Date = required DATE, "实施日期", "22.2", "";
    }
}
