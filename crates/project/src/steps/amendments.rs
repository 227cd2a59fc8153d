//! Supplementary agreements and the end of contracts: the sums that the law looks at
//! follow from the contract as it stands.

use tongchou_rules::{Facts, money::in_words};

use super::checks::{absent, all, ended, going, in_order, not_ahead, unless, with_contract};
use super::contracts::chosen;
use super::{Applied, Made, Step};
use crate::actor::Env;
use crate::acts::{AmendContract, ContractRow, TerminateContract};
use crate::refusal::StateFinding;
use crate::state::{Amendment, Change, Contract, Project};

fn sum(rows: &[ContractRow]) -> i64 {
    rows.iter().map(|row| row.amount).sum()
}

/// The same items for the same amounts, in whatever order.
fn same_content(one: &[ContractRow], other: &[ContractRow]) -> bool {
    let sorted = |rows: &[ContractRow]| {
        let mut rows: Vec<_> = rows
            .iter()
            .map(|row| (row.item.clone(), row.name.clone(), row.amount))
            .collect();
        rows.sort();
        rows
    };
    sorted(one) == sorted(other)
}

fn still_standing(contract: &Contract) -> Option<StateFinding> {
    unless(
        contract.terminated_on.is_none(),
        "该合同已解除",
        "已解除的合同不再变更；后续内容请另行签订合同",
        "18",
    )
}

/// A supplementary agreement or settlement is dated after all that was signed before.
fn after_signing(label: &str, day: jiff::civil::Date, contract: &Contract) -> Option<StateFinding> {
    let last = contract.amendments.last().map(|each| each.signed_on);
    let last = last.unwrap_or(contract.signed_on);
    in_order(
        label,
        day,
        "合同或者上一份补充协议签订日期",
        Some(last),
        "18",
    )
}

impl Step for AmendContract {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &[
        "acted_on",
        "contract_kind",
        "contract_content_changed",
        "contract_sum_raised",
        "change_filed",
        "change_review_passed",
        "change_permitted_on",
        "items_outside_approval",
        "contracts_total_after",
        "budget_amount",
        "contract_amount",
        "contract_paid_after",
    ];
    const FOR_UNIT: bool = true;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        all([
            ended(project),
            unless(
                project
                    .contracts
                    .iter()
                    .any(|each| each.terminated_on.is_none()),
                "没有履行中的合同",
                "请先办理“签订合同”",
                "18",
            ),
        ])
    }

    fn guard(&self, project: &Project, env: &Env) -> Vec<StateFinding> {
        let Some(contract) = project.contract(&self.contract) else {
            return vec![absent("合同").by("18")];
        };
        let cited = self.change.as_deref();
        let unknown = cited.is_some_and(|id| project.change(id).is_none());
        all([
            still_standing(contract),
            unknown.then(|| absent("变更").by("22.2")),
            not_ahead("签订日期", self.signed_on, env),
            after_signing("签订日期", self.signed_on, contract),
        ])
    }

    fn facts(&self, project: &Project, _: &Env, facts: &mut Facts) {
        facts.acted_on = Some(self.signed_on);
        let change = self.change.as_deref().and_then(|id| project.change(id));
        let permitted = change.and_then(Change::permitted_on);
        facts.change_filed = Some(change.is_some_and(|change| change.way == "filing"));
        facts.change_review_passed =
            Some(change.is_some_and(|change| change.way == "review" && permitted.is_some()));
        facts.change_permitted_on = permitted;
        // Of a contract that ended the record speaks, not the law.
        let standing = project.contract(&self.contract);
        let Some(contract) = standing.filter(|each| each.terminated_on.is_none()) else {
            return;
        };
        let (before, after) = (contract.amount(), sum(&self.items));
        let (signed, budget) = project.contracted_for(&contract.kind);
        let outside = project.outside_approval(&self.items, Some(contract.id.as_str()));
        facts.contract_kind = Some(contract.kind.clone());
        facts.contract_content_changed = Some(!same_content(&contract.items, &self.items));
        facts.contract_sum_raised = Some(after > before);
        facts.items_outside_approval = i64::try_from(outside.len()).ok();
        facts.contracts_total_after = Some(signed - before + after);
        facts.budget_amount = Some(budget);
        facts.contract_amount = Some(after);
        facts.contract_paid_after = Some(project.paid_on_contract(&contract.id));
    }

    fn apply(&self, project: &mut Project, _: &Made) -> Applied {
        let contract = chosen(project, &self.contract)?;
        let before = std::mem::replace(&mut contract.items, self.items.clone());
        contract.amendments.push(Amendment {
            title: self.title.clone(),
            number: self.number.clone(),
            signed_on: self.signed_on,
            change: self.change.clone(),
            reason: self.reason.clone(),
            before,
        });
        Ok(())
    }

    fn tell(&self) -> String {
        format!(
            "签订补充协议“{}”，合同金额为{}",
            self.title,
            in_words(sum(&self.items))
        )
    }
}

impl Step for TerminateContract {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &[
        "reason_given",
        "contract_sum_raised",
        "contract_amount",
        "contract_paid_after",
    ];
    const FOR_UNIT: bool = true;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        let mut found = going(project);
        found.extend(with_contract(project, "18"));
        found
    }

    fn guard(&self, project: &Project, env: &Env) -> Vec<StateFinding> {
        let Some(contract) = project.contract(&self.contract) else {
            return vec![absent("合同").by("18")];
        };
        all([
            still_standing(contract),
            unless(
                !self.items.is_empty() || project.paid_on_contract(&contract.id) == 0,
                "合同已经付款，没有填写结算内容",
                "按已完成的合同内容填写结算内容和金额",
                "18",
            ),
            not_ahead("解除日期", self.terminated_on, env),
            after_signing("解除日期", self.terminated_on, contract),
        ])
    }

    fn facts(&self, project: &Project, _: &Env, facts: &mut Facts) {
        facts.reason_given = Some(self.reason.is_some());
        let standing = project.contract(&self.contract);
        let Some(contract) = standing.filter(|each| each.terminated_on.is_none()) else {
            return;
        };
        let settled = sum(&self.items);
        facts.contract_sum_raised = Some(settled > contract.amount());
        facts.contract_amount = Some(settled);
        facts.contract_paid_after = Some(project.paid_on_contract(&contract.id));
    }

    fn apply(&self, project: &mut Project, _: &Made) -> Applied {
        let contract = chosen(project, &self.contract)?;
        let before = std::mem::replace(&mut contract.items, self.items.clone());
        contract.terminated_on = Some(self.terminated_on);
        contract.amendments.push(Amendment {
            title: "解除合同结算".to_owned(),
            number: None,
            signed_on: self.terminated_on,
            change: None,
            reason: self.reason.clone().unwrap_or_default(),
            before,
        });
        Ok(())
    }

    fn tell(&self) -> String {
        format!("解除合同，结算{}", in_words(sum(&self.items)))
    }
}
