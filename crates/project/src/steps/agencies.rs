//! Common platforms, units' catalogues of services, agencies and public notices.

use tongchou_rules::{Facts, vocabulary};

use super::checks::{absent, all, not_ahead, not_before, unless};
use super::{Applied, Made, Step, exists_already, lacking};
use crate::actor::Env;
use crate::acts::{
    AddCatalogueItem, NameAgency, RegisterAgency, RegisterPlatform, RemoveCatalogueItem,
    RetirePlatform, WithdrawAgencyNotice,
};
use crate::refusal::StateFinding;
use crate::registers::{Agency, AgencyNotice, CatalogueItem, Platform};
use crate::situation::may_refer;
use crate::state::Lifted;

impl Step for RegisterPlatform {
    type Of = Platform;

    fn guard(&self, _: &Platform, env: &Env) -> Vec<StateFinding> {
        let mut platforms = env.registers.platforms.values();
        let known = platforms.any(|known| !known.retired && known.name.trim() == self.name.trim());
        unless(!known, "同名的平台已登记", "请核对平台名称", "3")
            .into_iter()
            .collect()
    }

    fn found(&self, made: &Made) -> Option<Platform> {
        Some(Platform {
            id: made.id.to_owned(),
            name: self.name.clone(),
            description: self.description.clone(),
            fields: self.fields.clone(),
            contact: self.contact.clone(),
            by: made.by.clone(),
            retired: false,
        })
    }

    fn apply(&self, _: &mut Platform, _: &Made) -> Applied {
        exists_already(self)
    }

    fn tell(&self) -> String {
        format!("登记共性平台“{}”", self.name)
    }
}

impl Step for RetirePlatform {
    type Of = Platform;

    fn ready(platform: &Platform, _: &Env) -> Vec<StateFinding> {
        unless(!platform.retired, "该平台已停用", "无须重复办理", "3")
            .into_iter()
            .collect()
    }

    fn apply(&self, platform: &mut Platform, _: &Made) -> Applied {
        platform.retired = true;
        Ok(())
    }

    fn tell(&self) -> String {
        "停用共性平台".to_owned()
    }
}

impl Step for AddCatalogueItem {
    type Of = CatalogueItem;

    fn guard(&self, _: &CatalogueItem, env: &Env) -> Vec<StateFinding> {
        let mut alike = env.registers.catalogue_items.of_key(&self.code);
        let known = alike
            .any(|item| !item.removed && item.by.body == env.actor.body && item.year == self.year);
        unless(!known, "该年度目录中已有此编码", "请核对目录编码", "9")
            .into_iter()
            .collect()
    }

    fn found(&self, made: &Made) -> Option<CatalogueItem> {
        Some(CatalogueItem {
            id: made.id.to_owned(),
            code: self.code.clone(),
            name: self.name.clone(),
            year: self.year,
            by: made.by.clone(),
            removed: false,
        })
    }

    fn apply(&self, _: &mut CatalogueItem, _: &Made) -> Applied {
        exists_already(self)
    }

    fn tell(&self) -> String {
        format!("登记{}年购买服务目录“{}”", self.year, self.name)
    }
}

impl Step for RemoveCatalogueItem {
    type Of = CatalogueItem;

    fn ready(item: &CatalogueItem, _: &Env) -> Vec<StateFinding> {
        unless(!item.removed, "该条目已删除", "无须重复办理", "9")
            .into_iter()
            .collect()
    }

    fn apply(&self, item: &mut CatalogueItem, _: &Made) -> Applied {
        item.removed = true;
        Ok(())
    }

    fn tell(&self) -> String {
        "删除购买服务目录条目".to_owned()
    }
}

impl Step for RegisterAgency {
    type Of = Agency;

    fn guard(&self, _: &Agency, env: &Env) -> Vec<StateFinding> {
        let code = self.credit_code.as_str();
        let sound = code.len() == 18
            && code
                .bytes()
                .all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
        let known = env.registers.agencies.of_key(code).next().is_some();
        all([
            unless(
                sound,
                "统一社会信用代码应为18位数字或大写字母",
                "请核对营业执照",
                "19",
            ),
            unless(!known, "该机构已登记", "无须重复登记", "19"),
        ])
    }

    fn found(&self, made: &Made) -> Option<Agency> {
        Some(Agency {
            numbered: Vec::new(),
            filings: Vec::new(),
            id: made.id.to_owned(),
            name: self.name.clone(),
            credit_code: self.credit_code.clone(),
            kinds: self.kinds.clone(),
            contact: self.contact.clone(),
            by: made.by.clone(),
            notices: Vec::new(),
        })
    }

    fn apply(&self, _: &mut Agency, _: &Made) -> Applied {
        exists_already(self)
    }

    fn tell(&self) -> String {
        format!("登记外包服务机构“{}”", self.name)
    }
}

impl Step for NameAgency {
    type Of = Agency;
    const BRINGS: &'static [&'static str] = &["agency_fault", "evidence"];

    fn known(_: &Agency, _: &Env, facts: &mut Facts) {
        // Registering an agency is no submission on which its naming decides.
        facts.own_submission = Some(false);
    }

    fn guard(&self, _: &Agency, env: &Env) -> Vec<StateFinding> {
        let heard = self.heard_on.unwrap_or(env.on);
        let project = self.project.as_ref();
        all([
            not_ahead("听取陈述的日期", heard, env),
            self.until
                .and_then(|until| not_before("通报至", until, "办理当日", Some(env.on))),
            project
                .is_some_and(|id| !may_refer(id, env))
                .then(|| absent("涉及项目")),
        ])
    }

    fn facts(&self, _: &Agency, _: &Env, facts: &mut Facts) {
        facts.agency_fault = Some(self.fault.clone());
        facts.evidence = Some(self.evidence.is_some());
    }

    fn apply(&self, agency: &mut Agency, made: &Made) -> Applied {
        agency.notices.push(AgencyNotice {
            fault: self.fault.clone(),
            facts: self.facts.clone(),
            evidence: self.evidence.clone(),
            project: self.project.clone(),
            heard_on: self.heard_on,
            statement: self.statement.clone(),
            until: self.until,
            by: made.by.clone(),
            on: made.on,
            withdrawn: None,
        });
        Ok(())
    }

    fn tell(&self) -> String {
        let fault = vocabulary::AGENCY_FAULTS
            .label(&self.fault)
            .unwrap_or(&self.fault);
        format!("公开通报机构：{fault}")
    }
}

impl Step for WithdrawAgencyNotice {
    type Of = Agency;
    const BRINGS: &'static [&'static str] = &["reason_given"];

    fn ready(agency: &Agency, _: &Env) -> Vec<StateFinding> {
        unless(
            agency.is_named(),
            "该机构不在公开通报名单上",
            "无须办理",
            "34",
        )
        .into_iter()
        .collect()
    }

    fn known(_: &Agency, _: &Env, facts: &mut Facts) {
        facts.own_submission = Some(false);
    }

    fn facts(&self, _: &Agency, _: &Env, facts: &mut Facts) {
        facts.reason_given = Some(self.reason.is_some());
    }

    fn apply(&self, agency: &mut Agency, made: &Made) -> Applied {
        let notice = agency
            .notices
            .iter_mut()
            .rfind(|notice| notice.withdrawn.is_none());
        notice.ok_or_else(|| lacking("notice", ""))?.withdrawn = Some(Lifted {
            reason: self.reason.clone(),
            by: made.by.clone(),
            on: made.on,
        });
        Ok(())
    }

    fn tell(&self) -> String {
        "撤销对机构的公开通报".to_owned()
    }
}
