//! Settings: what the law leaves to be chosen. The regulation says what may be set.

use std::collections::BTreeMap;

use tongchou_rules::Facts;

use super::checks::{in_words, not_before};
use super::{Applied, Made, Step, exists_already};
use crate::actor::Env;
use crate::acts::ChangeSetting;
use crate::refusal::StateFinding;
use crate::registers::Setting;

impl Step for ChangeSetting {
    type Of = Setting;
    const BRINGS: &'static [&'static str] = &["reason_given"];

    fn guard(&self, _: &Setting, env: &Env) -> Vec<StateFinding> {
        let wanted = BTreeMap::from([(self.key.clone(), self.value.clone())]);
        let refused = env.regulation.with_settings(&wanted).err();
        // What was decided yesterday was decided under the setting of yesterday.
        let backdated = not_before("生效日期", self.from, "办理当日", Some(env.on));
        refused
            .map(|message| StateFinding::new(message, "请按设置项的说明填写"))
            .into_iter()
            .chain(backdated)
            .collect()
    }

    fn facts(&self, _: &Setting, _: &Env, facts: &mut Facts) {
        facts.reason_given = Some(self.reason.is_some());
    }

    fn found(&self, made: &Made) -> Option<Setting> {
        Some(Setting {
            id: made.id.to_owned(),
            key: self.key.clone(),
            value: self.value.clone(),
            from: Some(self.from),
            reason: self.reason.clone(),
            by: made.by.clone(),
            on: Some(made.on),
        })
    }

    fn apply(&self, _: &mut Setting, _: &Made) -> Applied {
        exists_already(self)
    }

    fn tell(&self) -> String {
        format!(
            "将设置“{}”调整为“{}”，自{}起生效",
            self.key,
            self.value,
            in_words(self.from)
        )
    }
}
