//! The pool of experts.

use super::checks::{absent, all, unless};
use super::{Applied, Made, Step, exists_already};
use crate::actor::Env;
use crate::acts::{RegisterExpert, RetireExpert};
use crate::refusal::StateFinding;
use crate::registers::Expert;

impl Step for RegisterExpert {
    type Of = Expert;

    fn guard(&self, _: &Expert, env: &Env) -> Vec<StateFinding> {
        let registers = env.registers;
        let person = self.person.trim();
        let mut entries = registers.experts.values();
        let known = entries.any(|expert| !expert.retired && expert.person.trim() == person);
        let strange = self
            .agencies
            .iter()
            .any(|id| !registers.agencies.contains_key(id));
        let nowhere = self
            .body
            .as_ref()
            .is_some_and(|id| !registers.bodies.contains_key(id));
        all([
            unless(!known, "该账号的专家已在库", "无须重复登记", "14"),
            strange.then(|| absent("服务机构").by("14")),
            nowhere.then(|| absent("工作单位").by("14")),
        ])
    }

    fn found(&self, made: &Made) -> Option<Expert> {
        Some(Expert {
            id: made.id.to_owned(),
            name: self.name.clone(),
            person: self.person.clone(),
            employer: self.employer.clone(),
            body: self.body.clone(),
            agencies: self.agencies.clone(),
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
