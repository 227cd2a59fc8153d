//! The pool of experts.

use super::checks::{absent, all, unless};
use super::{Applied, Made, Step, exists_already};
use crate::actor::Env;
use crate::acts::{RegisterExpert, RetireExpert};
use crate::refusal::StateFinding;
use crate::registers::{Expert, Registers};

/// Begins the name of an expert without an account. No account has such a name.
const WITHOUT_ACCOUNT: &str = "expert:";

impl Expert {
    /// Whether the expert signs in, or comes by invitation alone.
    pub fn has_account(&self) -> bool {
        !self.person.starts_with(WITHOUT_ACCOUNT)
    }

    /// The entry as those see it who neither keep the register nor are the expert.
    #[must_use]
    pub fn without_account(mut self) -> Self {
        self.person.clear();
        self
    }
}

impl Step for RegisterExpert {
    type Of = Expert;

    fn guard(&self, _: &Expert, env: &Env) -> Vec<StateFinding> {
        let registers = env.registers;
        let mut entries = registers.experts.values();
        let known = self.person.as_deref().is_some_and(|person| {
            entries.any(|expert| !expert.retired && expert.person.trim() == person.trim())
        });
        let strange = self
            .agencies
            .iter()
            .any(|id| !registers.agencies.contains_key(id));
        let mut bodies = self.body.iter().chain(&self.bodies);
        let nowhere = bodies.any(|id| !registers.bodies.contains_key(id));
        let reserved = self
            .person
            .as_deref()
            .is_some_and(|person| person.trim().starts_with(WITHOUT_ACCOUNT));
        all([
            unless(!known, "该账号的专家已在库", "无须重复登记", "14"),
            unless(
                !self.is_known(registers),
                "同一单位的同名专家已在库",
                "无须重复登记；确是另一人的，填写登录账号",
                "14",
            ),
            unless(
                !reserved,
                "没有这样的账号",
                "没有账号的专家，登录账号留空",
                "14",
            ),
            strange.then(|| absent("服务机构").by("14")),
            nowhere.then(|| absent("工作单位").by("14")),
        ])
    }

    fn found(&self, made: &Made) -> Option<Expert> {
        Some(Expert {
            id: made.id.to_owned(),
            name: self.name.clone(),
            person: self
                .person
                .clone()
                .unwrap_or_else(|| format!("{WITHOUT_ACCOUNT}{}", made.id)),
            employer: self.employer.clone(),
            body: self.body.clone(),
            agencies: self.agencies.clone(),
            bodies: self.bodies.clone(),
            fields: self.fields.clone(),
            cryptography: self.cryptography,
            by: made.by.clone(),
            retired: false,
        })
    }

    fn apply(&self, _: &mut Expert, _: &Made) -> Applied {
        exists_already(self)
    }

    fn tell(&self) -> String {
        format!("登记专家{}（{}）", self.name, self.employer)
    }
}

impl RegisterExpert {
    /// Whether somebody of that name at that employer is in the pool. Accounts tell
    /// two people of one name apart.
    fn is_known(&self, registers: &Registers) -> bool {
        let same = |expert: &Expert| {
            !expert.retired
                && expert.employer.trim() == self.employer.trim()
                && !(self.person.is_some() && expert.has_account())
        };
        registers.experts.of_key(self.name.trim()).any(same)
    }
}

impl Step for RetireExpert {
    type Of = Expert;

    fn ready(expert: &Expert, _: &Env) -> Vec<StateFinding> {
        unless(!expert.retired, "该专家已出库", "无须重复办理", "14")
            .into_iter()
            .collect()
    }

    fn apply(&self, expert: &mut Expert, _: &Made) -> Applied {
        expert.retired = true;
        Ok(())
    }

    fn tell(&self) -> String {
        "专家出库".to_owned()
    }
}
