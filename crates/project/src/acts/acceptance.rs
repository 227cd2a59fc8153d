//! The forms of chapter 5: acceptance, operation, results, assets, archive.
//! What they may not do: say what the law asks.

use std::collections::BTreeSet;

use jiff::civil::Date;
use tongchou_rules::vocabulary as v;

use super::macros::act;
use super::words;
use crate::fields::{DATE, FLAG, FieldKind as K, LONG, MONEY_OR_ZERO, TEXT};

act! {
    ApplyForAcceptance {
        acceptance_on: Date = required DATE, "计划竣工验收日期", "25", "";
        statement: String = required LONG, "项目完成情况", "25", "";
    } files "验收申请材料", "25", "申请表和验收材料";
}
act! {
    DecideAcceptanceApplication {
        outcome: String = required K::Choice(v::OUTCOMES.words), "审批结论", "25", "";
        opinion: String = required LONG, "审批意见", "25", "";
    } numbered "文号，办理时由系统编定";
}
act! {
    InviteToAcceptance {
        invited: BTreeSet<String> = required K::Choices(v::CAPACITIES.words), "邀请的部门", "25", "";
        place: String = required TEXT, "验收地点", "25", "";
        sent_on: Date = required DATE, "邀请日期", "25", "";
    }
}
act! {
    ConcludeAcceptance {
        held_on: Date = required DATE, "竣工验收日期", "25", "";
        outcome: String = required K::Choice(words::PASS_REJECT), "验收结论", "25", "";
        attendees: String = required LONG, "参加单位和人员", "25", "";
        opinion: String = required LONG, "验收意见", "25", "";
    } files "验收意见文件", "25", "";
}
act! {
    FileOperationPlan {
        title: String = required TEXT, "方案名称", "27", "";
        maintainer: String = required TEXT, "运维责任人", "27", "";
        content: String = required LONG, "方案要点", "27", "";
    } files "方案文件", "27", ""; numbered "文号，办理时由系统编定";
}
act! {
    GoLive {
        live_on: Date = required DATE, "投入使用日期", "27", "";
    }
}
act! {
    RegisterResult {
        name: String = required TEXT, "成果名称", "28", "";
        kind: String = required K::Choice(words::RESULT_KINDS), "成果类型", "28", "";
        description: String = required LONG, "成果说明", "28", "";
    }
}
act! {
    AdoptResult {
        result: String = required K::Reference("result"), "成果", "28", "";
        undertaking: bool = optional FLAG, "承诺不擅自转让其他单位或个人使用", "28", "";
        purpose: String = required LONG, "用途", "28", "";
    } files "签署的使用承诺书", "28", "本页可以下载预填的承诺书，签署盖章后上传扫描件";
}
act! {
    PermitTransfer {
        result: String = required K::Reference("result"), "成果", "28", "";
        receiver: String = required TEXT, "受让方", "28", "";
        reason: String = required LONG, "同意的理由", "28", "";
    }
}
act! {
    TransferResult {
        result: String = required K::Reference("result"), "成果", "28", "";
        receiver: String = required TEXT, "受让方", "28", "须与同意转让时一致";
        transferred_on: Date = required DATE, "转让日期", "28", "";
    }
}
act! {
    AssetRow {
        name: String = required TEXT, "资产名称", "30", "";
        kind: String = required K::Choice(words::ASSET_KINDS), "类型", "30", "";
        quantity: i64 = required K::Count { min: 1, max: 1_000_000 }, "数量", "30", "";
        value: i64 = required MONEY_OR_ZERO, "价值（元）", "30", "";
        number: Option<String> = optional TEXT, "资产编号", "30", "";
        location: Option<String> = optional TEXT, "存放或部署位置", "30", "";
        model: Option<String> = optional TEXT, "规格型号", "30", "";
        keeper: Option<String> = optional TEXT, "保管人", "30", "";
        contract_item: Option<String> = optional K::Reference("contract_item"), "对应的合同内容", "30", "据此与合同逐项核对；自行购置、没有合同的留空";
    }
}
act! {
    RegisterAssets {
        assets: Vec<AssetRow> = optional K::Rows(AssetRow::FIELDS), "资产清单", "30", "";
    }
}
act! {
    HandOverArchive {
        receiver: String = required TEXT, "接收单位", "29", "";
        handed_on: Date = required DATE, "移交日期", "29", "";
    } files "移交清单和档案文件", "29", "";
}
