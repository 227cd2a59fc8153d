//! The forms of chapter 3: from the preliminary review to the opinion letter.
//! What they may not do: say what the law asks.

use std::collections::BTreeSet;

use jiff::civil::Date;
use tongchou_rules::vocabulary as v;

use super::macros::act;
use super::words;
use crate::fields::{DATE, FieldKind as K, LONG, MONEY, MONEY_OR_ZERO, SCORE, TEXT};

act! {
    /// A fault of the declaration; a return names all of them at once.
    DefectRow {
        subject: String = required TEXT, "所在部分", "", "";
        defect: String = required LONG, "问题", "", "";
        clause: Option<String> = optional TEXT, "依据条文", "", "";
    }
}
act! {
    ConcludePreliminaryReview {
        outcome: String = required K::Choice(v::OUTCOMES.words), "初审结论", "15", "";
        opinion: String = required LONG, "初审意见", "15", "";
        defects: Vec<DefectRow> = optional K::Rows(DefectRow::FIELDS), "需补正的问题", "15", "退回时一次列全";
    } files "附件", "15", ""; numbered "文号，办理时由系统编定";
}
act! {
    DrawPanel {
        size: i64 = required K::Count { min: 3, max: 15 }, "专家人数", "14", "";
        required_fields: BTreeSet<String> = optional K::Choices(v::FIELDS.words), "须覆盖的领域", "14", "每个领域至少一名专家";
        reason: Option<String> = optional LONG, "重新抽取的理由", "14", "已抽取过的，须说明理由；每次抽取都留存";
    } computed {
        seed: String, "抽取种子，办理时由服务器产生";
        members: Vec<crate::state::Member>, "抽中的专家";
        pool: Vec<crate::state::Candidate>, "抽取时的专家库，按抽取次序";
    }
}
act! {
    OpinionRow {
        aspect: String = required K::Choice(v::ASPECTS.words), "评审方面", "14", "";
        score: i64 = required SCORE, "评分", "14", "0至100";
        finding: String = required LONG, "评审意见", "14", "";
        advice: Option<String> = optional LONG, "建议", "14", "";
    }
}
act! {
    GiveExpertOpinion {
        opinions: Vec<OpinionRow> = required K::Rows(OpinionRow::FIELDS), "各方面意见", "14", "技术、安全、数据、预算";
        #[serde(default)] conclusion: Option<String> = optional K::Choice(words::STANCES), "总体结论", "14", "";
        #[serde(default)] summary: Option<String> = optional LONG, "总体意见", "14", "";
    }
}
act! {
    /// A drawn expert who has an interest, or cannot come.
    DeclineExpertReview {
        ground: String = required K::Choice(words::DECLINE_GROUNDS), "情形", "14", "";
        reason: String = required LONG, "说明", "14", "有利害关系的，写明与哪个单位、什么关系";
    }
}
act! {
    ConcludeExpertReview {
        outcome: String = required K::Choice(v::OUTCOMES.words), "评审结论", "14", "";
        opinion: String = required LONG, "综合意见", "14", "";
    } files "评审意见文件", "14", ""; numbered "文号，办理时由系统编定";
}
act! {
    /// What a department says of a project that is consulted on, in its own words.
    GiveDepartmentOpinion {
        stance: String = required K::Choice(words::STANCES), "部门意见", "15", "";
        opinion: String = required LONG, "意见说明", "15", "没有补充的，写明没有补充；会商结论会一并载明";
    } files "附件", "15", "";
}
act! {
    DepartmentRow {
        department: String = required TEXT, "部门", "15", "";
        opinion: String = required LONG, "意见", "15", "";
    }
}
act! {
    ConcludeConsultation {
        meeting: String = required K::Reference("meeting"), "会商会议", "15", "须列入该次会议议程";
        outcome: String = required K::Choice(v::OUTCOMES.words), "会商结论", "15", "";
        departments: Vec<DepartmentRow> = optional K::Rows(DepartmentRow::FIELDS), "部门意见", "15", "部门已在系统内出具意见的，不必再录";
        opinion: String = required LONG, "会商意见", "15", "";
    } files "会商材料", "15", ""; numbered "文号，办理时由系统编定";
}
act! {
    DecideProject {
        outcome: String = required K::Choice(v::OUTCOMES.words), "决策结论", "15", "";
        number: Option<String> = optional TEXT, "批复文号", "15", "";
        decided_on: Date = required DATE, "决策日期", "15", "";
        opinion: String = required LONG, "批复意见", "15", "";
    } files "批复文件", "15", ""; numbered "文号，办理时由系统编定";
}
act! {
    LetterRow {
        name: String = required TEXT, "内容名称", "16", "";
        category: String = required K::Choice(words::CATEGORIES), "类别", "16", "";
        amount: i64 = required MONEY, "核定金额（元）", "16", "";
    }
}
act! {
    IssueOpinionLetter {
        number: Option<String> = optional TEXT, "函号", "16", "留空时由系统编号";
        items: Vec<LetterRow> = optional K::Rows(LetterRow::FIELDS), "核定内容", "16", "";
        conditions: Option<String> = optional LONG, "审查条件和要求", "16", "";
    }
}
act! {
    /// The letter as it was sealed and sent, taken back as a scan.
    FileSealedLetter {
        letter: String = required K::Reference("letter"), "文书", "29", "本单位出具的、有文号的文书";
        note: Option<String> = optional TEXT, "说明", "29", "再次提交的，以新提交的为准，原扫描件保留";
    } files "盖章扫描件", "29", "加盖印章后的扫描件";
}
act! {
    InvestmentRow {
        item: String = required K::Reference("item"), "核定内容", "18", "";
        amount: i64 = required MONEY_OR_ZERO, "批复金额（元）", "18", "";
    }
}
act! {
    ApproveInvestmentContent {
        number: Option<String> = optional TEXT, "批复文号", "18", "";
        approved_on: Date = required DATE, "批复日期", "18", "";
        items: Vec<InvestmentRow> = optional K::Rows(InvestmentRow::FIELDS), "批复内容", "18", "未列的内容按审查意见函执行";
        opinion: String = required LONG, "批复意见", "18", "";
    } files "批复文件", "18", "";
}
