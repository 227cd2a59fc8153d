//! The forms of budget, procurement and payment. Sums are never typed: they come
//! from the letter and the ledger.

use jiff::civil::Date;

use super::macros::act;
use super::words;
use crate::fields::{DATE, FieldKind as K, LONG, MONEY, TEXT};

act! {
    ArrangeBudget {
        year: i64 = required K::Count { min: 2000, max: 2100 }, "预算年度", "16", "";
        amount: i64 = required MONEY, "本次安排金额（元）", "16", "";
        purpose: String = required K::Choice(words::BUDGET_PURPOSES), "用途", "26", "";
        number: Option<String> = optional TEXT, "预算文号", "", "";
        note: Option<String> = optional LONG, "说明", "", "";
    }
}
act! {
    StartProcurement {
        method: String = required K::Choice(words::PROCUREMENT_METHODS), "采购方式", "16", "";
        started_on: Date = required DATE, "启动日期", "16", "";
        number: Option<String> = optional TEXT, "采购编号", "", "";
    }
}
act! {
    MakePayment {
        contract: String = required K::Reference("contract"), "合同", "33.2", "";
        amount: i64 = required MONEY, "付款金额（元）", "33.2", "";
        paid_on: Date = required DATE, "付款日期", "33.2", "";
        purpose: String = required TEXT, "款项", "", "如首付款、进度款、尾款";
        voucher: Option<String> = optional TEXT, "凭证号", "", "";
    }
}
act! {
    /// Takes back a payment that was recorded by mistake or came back.
    ReversePayment {
        payment: String = required K::Reference("payment"), "付款", "33.2", "";
        reason: String = required LONG, "冲销理由", "33.2", "如重复登记、金额填错、款项退回";
        number: Option<String> = optional TEXT, "冲销凭证号", "", "";
    } computed {
        amount: i64, "冲销的金额";
        paid_on: Option<Date>, "原付款日期";
    }
}
