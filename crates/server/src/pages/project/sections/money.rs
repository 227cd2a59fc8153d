//! What was approved, arranged, contracted, paid and changed.

use tongchou_project::state::{Change, Contract};
use tongchou_project::{ContractRow, Project};
use tongchou_rules::vocabulary as v;

use super::concluded;
use crate::format;
use crate::pages::project::sources::{Sources, cell};
use crate::pages::sheet::{Cell, Sheet, bad, day, good, maybe, maybe_day, money, tag, text, wait};
use crate::pages::words::{name, names, of_form};

pub fn budgets(project: &Project, sources: &Sources<'_>) -> Sheet {
    let heads = ["年度", "用途", "文号", "安排日期", "#金额", "来源"];
    let mut sheet = Sheet::new("预算", "16", &heads);
    for (place, budget) in project.budgets.iter().enumerate() {
        sheet.row([
            text(format!("{}年", budget.year)),
            text(of_form("arrange_budget", "purpose", &budget.purpose)),
            maybe(budget.number.as_ref()),
            day(budget.on),
            money(budget.amount),
            cell(sources.nth(&["budget_arranged"], place)),
        ]);
    }
    sheet.total([
        text("合计"),
        text(""),
        text(""),
        text(""),
        money(project.budget_amount()),
        text(""),
    ]);
    sheet
}

pub fn contracts(project: &Project, sources: &Sources<'_>) -> Sheet {
    let heads = [
        "合同",
        "类别",
        "服务机构",
        "签订日期",
        "质保",
        "必备条款",
        "状态",
        "#签订金额",
        "#现行金额",
        "#已付",
        "来源",
    ];
    let mut sheet = Sheet::new("合同", "18", &heads);
    for (place, contract) in project.contracts.iter().enumerate() {
        let warranty = contract
            .warranty_months
            .map(|months| format!("{months}个月"));
        sheet.row([
            text(contract.title.clone()),
            text(name(v::CONTRACT_KINDS, &contract.kind)),
            text(contract.agency_name.clone()),
            day(contract.signed_on),
            text(warranty.unwrap_or_default()),
            text(names(v::CONTRACT_CLAUSES, &contract.clauses)),
            state(contract),
            money(contract.original_amount()),
            money(contract.amount()),
            money(project.paid_on_contract(&contract.id)),
            cell(sources.nth(&["contract_signed"], place)),
        ]);
    }
    let blank = || text("");
    sheet.total([
        text("合计"),
        blank(),
        blank(),
        blank(),
        blank(),
        blank(),
        blank(),
        money(signed_for(project)),
        money(project.contracts_amount()),
        money(project.paid()),
        blank(),
    ]);
    sheet
}

fn signed_for(project: &Project) -> i64 {
    let contracts = project.contracts.iter();
    contracts.map(Contract::original_amount).sum()
}

fn state(contract: &Contract) -> Cell {
    match (contract.terminated_on, contract.amendments.len()) {
        (Some(on), _) => bad(format!("{}终止", format::day(on))),
        (None, 0) => good("履行中"),
        (None, count) => tag("live", format!("履行中，补充协议{count}份")),
    }
}

/// Supplementary agreements and settlements, each with what it made of its contract.
pub fn amendments(project: &Project) -> Sheet {
    let heads = [
        "合同",
        "协议",
        "文号",
        "签订日期",
        "依据的变更",
        "理由",
        "#原金额",
        "#改后金额",
        "#增减",
    ];
    let mut sheet = Sheet::new("补充协议和合同终止", "22", &heads);
    for contract in &project.contracts {
        let sum = |items: &[ContractRow]| items.iter().map(|row| row.amount).sum::<i64>();
        let after = contract.amendments.iter().skip(1);
        let after = after
            .map(|next| sum(&next.before))
            .chain([contract.amount()]);
        for (amendment, after) in contract.amendments.iter().zip(after) {
            let before = sum(&amendment.before);
            let change = amendment.change.as_ref();
            let change = change.and_then(|id| project.changes.iter().find(|known| known.id == *id));
            sheet.row([
                text(contract.title.clone()),
                text(amendment.title.clone()),
                maybe(amendment.number.as_ref()),
                day(amendment.signed_on),
                text(
                    change
                        .map(|change| change.reason.clone())
                        .unwrap_or_default(),
                ),
                text(amendment.reason.clone()),
                money(before),
                money(after),
                money(after - before),
            ]);
        }
    }
    sheet
}

pub fn payments(project: &Project, sources: &Sources<'_>) -> Sheet {
    let mut sheet = Sheet::new(
        "付款台账",
        "33.2",
        &["合同", "款项", "凭证号", "付款日期", "#金额", "来源"],
    );
    for (place, payment) in project.payments.iter().enumerate() {
        let contract = project.contract(&payment.contract);
        sheet.row([
            text(
                contract
                    .map(|contract| contract.title.clone())
                    .unwrap_or_default(),
            ),
            match &payment.reversed {
                Some(back) => {
                    let reason = back.reason.clone().unwrap_or_default();
                    let on = format::day(back.on);
                    bad(format!(
                        "{}：{on}由{}冲销（{reason}）",
                        payment.purpose, back.by.name
                    ))
                }
                None => text(payment.purpose.clone()),
            },
            maybe(payment.voucher.as_ref()),
            day(payment.paid_on),
            money(payment.amount),
            cell(sources.nth(&["payment_made"], place)),
        ]);
    }
    sheet.total([
        text("合计"),
        text(""),
        text(""),
        text(""),
        money(project.paid()),
        text(""),
    ]);
    sheet
}

pub fn changes(project: &Project, sources: &Sources<'_>) -> Sheet {
    let heads = [
        "理由",
        "变更内容",
        "办理方式",
        "状态",
        "提出日期",
        "实施日期",
        "#涉及内容",
        "#资金调整",
        "来源",
    ];
    let mut sheet = Sheet::new("变更", "22", &heads);
    for (place, change) in project.changes.iter().enumerate() {
        let way = if change.way == "filing" {
            "备案"
        } else {
            "审查"
        };
        let state = match (&change.review, change.permitted_on()) {
            (_, Some(_)) => good("已生效"),
            (Some(review), None) => concluded(&review.outcome),
            (None, None) => wait("待审查"),
        };
        sheet.row([
            text(change.reason.clone()),
            text(changed(project, change)),
            text(way),
            state,
            day(change.on),
            maybe_day(change.implemented_on),
            money(change.content_amount),
            money(change.change_amount),
            cell(sources.nth(&["change_filed", "change_review_requested"], place)),
        ]);
    }
    sheet
}

/// Each item with what it becomes, and what was approved of it before where that differs.
fn changed(project: &Project, change: &Change) -> String {
    let told = change.items.iter().map(|row| {
        let id = row.item.as_deref();
        let item = id.and_then(|id| project.approved_item(id));
        let becomes = format!("{}元", format::yuan(row.amount));
        let before = id.and_then(|id| change.before.get(id)).copied();
        let before = before.filter(|before| *before != row.amount);
        match (item, before) {
            (Some(item), Some(before)) => {
                format!("{}：{}元 → {becomes}", item.name, format::yuan(before))
            }
            (Some(item), None) => format!("{}：{becomes}", item.name),
            (None, _) => format!("{}（新增）：{becomes}", row.name.as_deref().unwrap_or("—")),
        }
    });
    told.collect::<Vec<_>>().join("；")
}
