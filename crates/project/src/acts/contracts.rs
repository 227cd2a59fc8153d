//! The forms of contracts and outsourcing. A contract's amount is the sum of its
//! items, never typed.

use std::collections::BTreeSet;

use jiff::civil::Date;
use tongchou_rules::vocabulary as v;

use super::macros::act;
use crate::fields::{DATE, FieldKind as K, LONG, MONEY, RESULT, TEXT};

act! {
    ContractRow {
        item: Option<String> = optional K::Reference("item"), "对应的核定内容", "18", "不对应任何核定内容的视为超出批复";
        name: String = required TEXT, "合同内容", "18", "";
        amount: i64 = required MONEY, "金额（元）", "18", "";
    }
}
act! {
    SignContract {
        kind: String = required K::Choice(v::CONTRACT_KINDS.words), "合同类别", "18", "";
        agency: String = required K::Reference("agency"), "服务机构", "19", "";
        title: String = required TEXT, "合同名称", "18", "";
        number: Option<String> = optional TEXT, "合同编号", "", "";
        signed_on: Date = required DATE, "签订日期", "18", "";
        items: Vec<ContractRow> = required K::Rows(ContractRow::FIELDS), "合同内容", "18", "";
        clauses: BTreeSet<String> = optional K::Choices(v::CONTRACT_CLAUSES.words), "已写明的条款", "18", "";
        warranty_months: Option<i64> = optional K::Count { min: 0, max: 600 }, "免费质保月数", "18", "";
    } files "合同文件", "18", ""; computed {
        agency_name: String, "服务机构名称";
    }
}
act! {
    AmendContract {
        contract: String = required K::Reference("contract"), "合同", "18", "";
        change: Option<String> = optional K::Reference("change"), "所依据的变更", "22.2", "改变合同内容或者金额的必选；只改工期、付款方式等的留空";
        title: String = required TEXT, "补充协议名称", "18", "";
        number: Option<String> = optional TEXT, "补充协议编号", "", "";
        signed_on: Date = required DATE, "签订日期", "18", "";
        items: Vec<ContractRow> = required K::Rows(ContractRow::FIELDS), "变更后的合同内容", "18", "填写补充协议签订后的全部合同内容，不是只填增减部分";
        reason: String = required LONG, "签订补充协议的理由", "22.2", "";
    }
}
act! {
    TerminateContract {
        contract: String = required K::Reference("contract"), "合同", "18", "";
        terminated_on: Date = required DATE, "解除日期", "18", "";
        items: Vec<ContractRow> = optional K::Rows(ContractRow::FIELDS), "结算内容", "18", "逐项填写已完成、应当结算的内容；没有的留空";
        reason: Option<String> = optional LONG, "解除理由", "17", "";
    }
}
act! {
    StaffRow {
        name: String = required TEXT, "姓名", "19", "";
        duty: String = required TEXT, "岗位", "19", "";
        certificate: Option<String> = optional TEXT, "资格", "19", "";
    }
}
act! {
    RecordOutsourcedStaff {
        contract: String = required K::Reference("contract"), "合同", "19", "";
        staff: Vec<StaffRow> = required K::Rows(StaffRow::FIELDS), "服务人员", "19", "";
    }
}
act! {
    RecordSecurityCheck {
        contract: String = required K::Reference("contract"), "合同", "19", "";
        checked_on: Date = required DATE, "检查日期", "19", "";
        result: String = required RESULT, "检查结果", "19", "";
        findings: Option<String> = optional LONG, "发现的问题", "19", "";
    } files "检查记录文件", "19", "";
}
act! {
    ExemptSupervision {
        reason: Option<String> = optional LONG, "理由", "20.5", "";
    }
}
