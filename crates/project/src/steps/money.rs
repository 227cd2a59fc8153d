//! Budget, procurement, payment.

use tongchou_rules::{Facts, money::in_words};

use super::checks::{absent, all, going, not_ahead, not_before, over, unless};
use super::{Applied, Made, Step, lacking};
use crate::actor::Env;
use crate::acts::{ArrangeBudget, MakePayment, ReversePayment, StartProcurement, words};
use crate::refusal::StateFinding;
use crate::state::{Budget, Lifted, Payment, Procurement, Project};

impl Step for ArrangeBudget {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &["budget_purpose", "budget_after"];

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        going(project)
    }

    fn guard(&self, project: &Project, env: &Env) -> Vec<StateFinding> {
        let letter = project.letter.as_ref();
        let earliest = letter.map_or(self.year, |letter| i64::from(letter.on.year()));
        let says = format!(
            "预算年度（{}年）早于审查意见函出具年度（{earliest}年）",
            self.year
        );
        let next = i64::from(env.on.year()) + 1;
        let far = format!("预算年度（{}年）晚于下一年度（{next}年）", self.year);
        all([
            unless(self.year >= earliest, &says, "请核对预算年度", "16"),
            unless(
                self.year <= next,
                &far,
                "预算按年度安排，以后年度的到时再安排",
                "16",
            ),
        ])
    }

    fn known(project: &Project, _: &Env, facts: &mut Facts) {
        // What the letter approved, as the changes in effect have made it since.
        facts.letter_amount = Some(project.approved_amount());
    }

    fn facts(&self, project: &Project, _: &Env, facts: &mut Facts) {
        facts.budget_purpose = Some(self.purpose.clone());
        facts.budget_after = Some(project.budget_with(&self.purpose) + self.amount);
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        project.budgets.push(Budget {
            year: self.year,
            amount: self.amount,
            purpose: self.purpose.clone(),
            number: self.number.clone(),
            on: made.on,
        });
        Ok(())
    }

    fn tell(&self) -> String {
        let purpose = words::label(words::BUDGET_PURPOSES, &self.purpose);
        format!("安排{}年{purpose}预算{}", self.year, in_words(self.amount))
    }
}

impl Step for StartProcurement {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &["acted_on"];
    const FOR_UNIT: bool = true;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        going(project)
    }

    fn guard(&self, _: &Project, env: &Env) -> Vec<StateFinding> {
        not_ahead("启动日期", self.started_on, env)
            .into_iter()
            .collect()
    }

    fn facts(&self, _: &Project, _: &Env, facts: &mut Facts) {
        facts.acted_on = Some(self.started_on);
    }

    fn apply(&self, project: &mut Project, _: &Made) -> Applied {
        project.procurements.push(Procurement {
            method: self.method.clone(),
            started_on: self.started_on,
            number: self.number.clone(),
        });
        Ok(())
    }

    fn tell(&self) -> String {
        format!(
            "启动采购（{}）",
            words::label(words::PROCUREMENT_METHODS, &self.method)
        )
    }
}

impl Step for MakePayment {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &[
        "acted_on",
        "contract_paid_after",
        "contract_amount",
        "paid_after",
        "contract_kind",
        "contract_signed",
        "contract_signed_on",
        "contract_exceeds_approval",
        "contract_before_failure",
    ];

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        over(project).into_iter().collect()
    }

    fn guard(&self, project: &Project, env: &Env) -> Vec<StateFinding> {
        let Some(contract) = project.contract(&self.contract) else {
            return vec![absent("合同").by("33.2")];
        };
        super::checks::all([
            not_ahead("付款日期", self.paid_on, env),
            not_before(
                "付款日期",
                self.paid_on,
                "合同签订日期",
                Some(contract.signed_on),
            ),
            unless(
                !self.is_on_record(project),
                "这笔付款已经登记（合同、日期、金额和凭证号都相同）",
                "请核对；确是另一笔的，填写它自己的凭证号",
                "33.2",
            ),
            unless(
                contract.amount() >= project.paid_on_contract(&contract.id),
                "该合同已超付",
                "请核对付款记录",
                "18",
            ),
        ])
    }

    fn facts(&self, project: &Project, _: &Env, facts: &mut Facts) {
        facts.acted_on = Some(self.paid_on);
        facts.paid_after = Some(project.paid() + self.amount);
        let Some(contract) = project.contract(&self.contract) else {
            return;
        };
        facts.contract_kind = Some(contract.kind.clone());
        facts.contract_signed_on = Some(contract.signed_on);
        // What a terminated contract was settled for is still paid under it.
        let building = contract.kind == "implementation";
        facts.contract_signed = Some(building || project.has_contract("implementation"));
        facts.contract_exceeds_approval = Some(project.exceeds_approval(contract));
        facts.contract_amount = Some(contract.amount());
        facts.contract_paid_after = Some(project.paid_on_contract(&contract.id) + self.amount);
        let failed = project.acceptances.iter().find(|held| !held.passed);
        facts.contract_before_failure =
            Some(failed.is_some_and(|held| contract.signed_on < held.held_on));
    }

    fn apply(&self, project: &mut Project, _: &Made) -> Applied {
        if project.contract(&self.contract).is_none() {
            return Err(lacking("contract", &self.contract));
        }
        project.payments.push(Payment {
            contract: self.contract.clone(),
            amount: self.amount,
            paid_on: self.paid_on,
            purpose: self.purpose.clone(),
            voucher: self.voucher.clone(),
            reversed: None,
        });
        Ok(())
    }

    fn tell(&self) -> String {
        format!("拨付{}（{}）", in_words(self.amount), self.purpose)
    }
}

impl MakePayment {
    /// Whether the same payment stands in the ledger already.
    fn is_on_record(&self, project: &Project) -> bool {
        let same = |known: &Payment| {
            known.contract == self.contract
                && known.paid_on == self.paid_on
                && known.amount == self.amount
                && known.voucher == self.voucher
        };
        project.standing_payments().any(same)
    }
}

impl Step for ReversePayment {
    type Of = Project;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        super::checks::all([
            over(project),
            unless(
                project.standing_payments().next().is_some(),
                "没有可以冲销的付款",
                "无须办理",
                "33.2",
            ),
        ])
    }

    fn guard(&self, project: &Project, _: &Env) -> Vec<StateFinding> {
        match project.payment(&self.payment) {
            None => vec![absent("付款").by("33.2")],
            Some(payment) => unless(
                payment.reversed.is_none(),
                "该笔付款已经冲销",
                "无须重复办理",
                "33.2",
            )
            .into_iter()
            .collect(),
        }
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        let payment = project.payment_mut(&self.payment);
        payment
            .ok_or_else(|| lacking("payment", &self.payment))?
            .reversed = Some(Lifted {
            reason: Some(self.reason.clone()),
            by: made.by.clone(),
            on: made.on,
        });
        Ok(())
    }

    fn complete(&mut self, project: &Project, _: &Env) {
        if let Some(payment) = project.payment(&self.payment) {
            self.amount = payment.amount;
            self.paid_on = Some(payment.paid_on);
        }
    }

    fn tell(&self) -> String {
        let day = self
            .paid_on
            .map(super::checks::in_words)
            .unwrap_or_default();
        format!("冲销{day}拨付的{}", in_words(self.amount))
    }
}
