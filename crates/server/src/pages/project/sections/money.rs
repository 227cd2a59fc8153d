//! What was approved, arranged, contracted, paid and changed.

use tongchou_project::Project;
use tongchou_rules::vocabulary as v;

use super::concluded;
use crate::pages::project::sources::{Sources, cell};
use crate::pages::sheet::{Sheet, day, good, maybe, maybe_day, money, text, wait};
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
        "#金额",
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
        money(project.contracts_amount()),
        money(project.paid()),
        blank(),
    ]);
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
            text(payment.purpose.clone()),
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
