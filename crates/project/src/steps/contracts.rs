//! Contracts, outsourced staff, security checks, exemption from supervision.

use tongchou_rules::{Facts, money::in_words, vocabulary};

use super::checks::{
    absent, all, ended, going, in_order, not_ahead, not_before, unless, with_letter,
};
use super::{Applied, Made, Step, lacking};
use crate::actor::Env;
use crate::acts::{ExemptSupervision, RecordOutsourcedStaff, RecordSecurityCheck, SignContract};
use crate::refusal::StateFinding;
use crate::state::{Contract, Project, SecurityCheck};

impl Step for SignContract {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &[
        "acted_on",
        "contract_kind",
        "contract_clauses",
        "warranty_months",
        "contracts_total_after",
        "budget_amount",
        "items_outside_approval",
        "agency_registered",
        "agency_named",
    ];
    const FOR_UNIT: bool = true;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        going(project)
    }

    fn guard(&self, project: &Project, env: &Env) -> Vec<StateFinding> {
        let procured = project.procurements.iter().map(|each| each.started_on);
        let procured = procured.min().filter(|_| self.kind == "implementation");
        let agency = env.registers.agencies.get(&self.agency);
        let fits = agency.is_none_or(|agency| agency.kinds.contains(&self.kind));
        all([
            not_ahead("签订日期", self.signed_on, env),
            in_order("签订日期", self.signed_on, "启动采购日期", procured, "16"),
            unless(
                self.number.is_none()
                    || project
                        .contracts
                        .iter()
                        .all(|known| known.number != self.number),
                "本项目已登记同一编号的合同",
                "请核对合同编号；合同有变化的，办理“签订补充协议”",
                "18",
            ),
            unless(
                !project.contracts.iter().any(|known| self.is(known)),
                "本项目已登记相同的合同：名称、服务机构、签订日期和内容都一样",
                "不要重复登记；合同有变化的，办理“签订补充协议”",
                "18",
            ),
            unless(
                fits,
                "该机构登记的业务类型与合同类别不符",
                "请选择相应类型的机构，或更新机构登记",
                "19",
            ),
        ])
    }

    fn facts(&self, project: &Project, env: &Env, facts: &mut Facts) {
        let agency = env.registers.agencies.get(&self.agency);
        let outside = project.rows_outside_approval(&self.items).len();
        facts.acted_on = Some(self.signed_on);
        facts.contract_kind = Some(self.kind.clone());
        facts.contract_clauses = Some(self.clauses.clone());
        facts.warranty_months = Some(self.warranty_months.unwrap_or(0));
        let (signed, budget) = project.contracted_for(&self.kind);
        facts.contracts_total_after = Some(signed + self.amount());
        facts.budget_amount = Some(budget);
        facts.items_outside_approval = i64::try_from(outside).ok();
        facts.agency_registered = Some(agency.is_some());
        facts.agency_named = Some(agency.is_some_and(|agency| agency.is_named_on(env.on)));
    }

    fn complete(&mut self, _: &Project, env: &Env) {
        if let Some(agency) = env.registers.agencies.get(&self.agency) {
            self.agency_name.clone_from(&agency.name);
        }
    }

    fn apply(&self, project: &mut Project, _: &Made) -> Applied {
        project.contracts.push(Contract {
            id: format!("c{}", project.contracts.len() + 1),
            kind: self.kind.clone(),
            agency: self.agency.clone(),
            agency_name: self.agency_name.clone(),
            title: self.title.clone(),
            number: self.number.clone(),
            signed_on: self.signed_on,
            items: self.items.clone(),
            clauses: self.clauses.clone(),
            warranty_months: self.warranty_months,
            staff: Vec::new(),
            checks: Vec::new(),
            amendments: Vec::new(),
            terminated_on: None,
        });
        Ok(())
    }

    fn tell(&self) -> String {
        let kind = vocabulary::CONTRACT_KINDS
            .label(&self.kind)
            .unwrap_or(&self.kind);
        format!(
            "与{}签订{kind}“{}”，{}",
            self.agency_name,
            self.title,
            in_words(self.amount())
        )
    }

    fn reply(&self, after: &Project) -> serde_json::Value {
        serde_json::json!({ "id": after.contracts.last().map(|contract| &contract.id) })
    }
}

impl SignContract {
    /// Whether it is a contract that is known, as it was signed. Of one that was
    /// terminated the items are not known any more.
    pub(crate) fn is(&self, known: &Contract) -> bool {
        let signed = known.original_items();
        let same_items = || {
            signed.len() == self.items.len() && signed.iter().all(|row| self.items.contains(row))
        };
        known.agency == self.agency
            && known.title == self.title
            && known.signed_on == self.signed_on
            && (known.terminated_on.is_some() || same_items())
    }

    fn amount(&self) -> i64 {
        self.items.iter().map(|row| row.amount).sum()
    }
}

pub(super) fn chosen<'a>(
    project: &'a mut Project,
    id: &str,
) -> Result<&'a mut Contract, super::Misfit> {
    let contract = project
        .contracts
        .iter_mut()
        .find(|contract| contract.id == id);
    contract.ok_or_else(|| lacking("contract", id))
}

impl Step for RecordOutsourcedStaff {
    type Of = Project;
    const FOR_UNIT: bool = true;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        going(project)
    }

    fn guard(&self, project: &Project, _: &Env) -> Vec<StateFinding> {
        project
            .contract(&self.contract)
            .is_none()
            .then(|| absent("合同").by("19"))
            .into_iter()
            .collect()
    }

    fn apply(&self, project: &mut Project, _: &Made) -> Applied {
        chosen(project, &self.contract)?
            .staff
            .extend(self.staff.iter().cloned());
        Ok(())
    }

    fn tell(&self) -> String {
        format!("登记外包服务人员{}人", self.staff.len())
    }
}

impl Step for RecordSecurityCheck {
    type Of = Project;
    const FOR_UNIT: bool = true;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        going(project)
    }

    fn guard(&self, project: &Project, env: &Env) -> Vec<StateFinding> {
        let Some(contract) = project.contract(&self.contract) else {
            return vec![absent("合同").by("19")];
        };
        all([
            not_ahead("检查日期", self.checked_on, env),
            not_before(
                "检查日期",
                self.checked_on,
                "合同签订日期",
                Some(contract.signed_on),
            ),
        ])
    }

    fn apply(&self, project: &mut Project, _: &Made) -> Applied {
        chosen(project, &self.contract)?.checks.push(SecurityCheck {
            checked_on: self.checked_on,
            result: self.result.clone(),
            findings: self.findings.clone(),
        });
        Ok(())
    }

    fn tell(&self) -> String {
        format!(
            "检查外包服务安全：{}",
            super::cryptography::passed_or_not(&self.result)
        )
    }
}

impl Step for ExemptSupervision {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &["reason_given"];

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        all([
            ended(project),
            with_letter(project, "20.5"),
            unless(
                project.supervision_exemption.is_none(),
                "已同意不实行监理",
                "无须重复办理",
                "20.5",
            ),
            unless(
                project.started_on.is_none(),
                "项目已开工",
                "豁免监理须在开工前办理",
                "20.5",
            ),
        ])
    }

    fn facts(&self, _: &Project, _: &Env, facts: &mut Facts) {
        facts.reason_given = Some(self.reason.is_some());
    }

    fn apply(&self, project: &mut Project, _: &Made) -> Applied {
        project.supervision_exemption = Some(self.reason.clone().unwrap_or_default());
        Ok(())
    }

    fn tell(&self) -> String {
        "同意不实行监理".to_owned()
    }
}
