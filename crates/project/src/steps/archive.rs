//! Results and who uses them, assets, the archive.

use tongchou_rules::Facts;
use tongchou_rules::money::in_words;

use super::acceptance::{archive_missing, no_result};
use super::checks::{all, ended, going, in_order, not_ahead, unless};
use super::{Applied, Made, Misfit, Step, lacking};
use crate::actor::Env;
use crate::acts::{
    AdoptResult, AssetRow, HandOverArchive, PermitTransfer, RegisterAssets, RegisterResult,
    TransferResult, words,
};
use crate::refusal::StateFinding;
use crate::state::{Adoption, Archive, AssetRegister, Project, ProjectResult, Transfer};

fn chosen<'a>(project: &'a mut Project, id: &str) -> Result<&'a mut ProjectResult, Misfit> {
    let result = project.results.iter_mut().find(|result| result.id == id);
    result.ok_or_else(|| lacking("result", id))
}

impl Step for RegisterResult {
    type Of = Project;
    const FOR_UNIT: bool = true;

    fn guard(&self, project: &Project, _: &Env) -> Vec<StateFinding> {
        let known = project
            .results
            .iter()
            .any(|result| result.name == self.name && !result.gives_way());
        unless(!known, "同名成果已登记", "请核对成果名称", "28")
            .into_iter()
            .collect()
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        let registered =
            ProjectResult::registered(project, &self.name, &self.kind, &self.description, made.on);
        let same = |it: &ProjectResult| it.name == registered.name && it.gives_way();
        project.results.retain(|it| !same(it));
        project.results.push(registered);
        Ok(())
    }

    fn tell(&self) -> String {
        format!(
            "登记{}成果“{}”",
            words::label(words::RESULT_KINDS, &self.kind),
            self.name
        )
    }

    fn reply(&self, after: &Project) -> serde_json::Value {
        serde_json::json!({ "id": after.results.last().map(|result| &result.id) })
    }
}

impl Step for AdoptResult {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &["undertaking_given"];

    fn ready(project: &Project, env: &Env) -> Vec<StateFinding> {
        let own = !project.unit.is_empty() && project.unit == env.actor.body;
        unless(
            !own,
            "本单位的成果无须登记使用",
            "由其他单位使用时登记",
            "28",
        )
        .into_iter()
        .collect()
    }

    fn known(_: &Project, env: &Env, facts: &mut Facts) {
        let body = env.registers.bodies.get(&env.actor.body);
        facts.adopter_in_district = Some(body.is_some_and(|body| body.in_district));
    }

    fn guard(&self, project: &Project, env: &Env) -> Vec<StateFinding> {
        let Some(result) = project.result(&self.result) else {
            return vec![no_result()];
        };
        let using = result
            .adoptions
            .iter()
            .any(|adoption| adoption.by.body == env.actor.body);
        unless(!using, "本单位已登记使用该成果", "无须重复办理", "28")
            .into_iter()
            .collect()
    }

    fn facts(&self, _: &Project, _: &Env, facts: &mut Facts) {
        facts.undertaking_given = Some(self.undertaking);
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        chosen(project, &self.result)?.adoptions.push(Adoption {
            by: made.by.clone(),
            purpose: self.purpose.clone(),
            on: made.on,
        });
        project.keep_on_file("reuse_undertaking", None, made);
        Ok(())
    }

    fn tell(&self) -> String {
        "登记使用项目成果，承诺不擅自转让".to_owned()
    }
}

impl Step for PermitTransfer {
    type Of = Project;

    fn guard(&self, project: &Project, _: &Env) -> Vec<StateFinding> {
        project
            .result(&self.result)
            .is_none()
            .then(no_result)
            .into_iter()
            .collect()
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        let result = chosen(project, &self.result)?;
        result.permits.insert(self.receiver.clone());
        result.permitted_on.insert(self.receiver.clone(), made.on);
        Ok(())
    }

    fn tell(&self) -> String {
        format!("同意将成果转让给{}", self.receiver)
    }
}

impl Step for TransferResult {
    type Of = Project;
    const FOR_UNIT: bool = true;

    fn guard(&self, project: &Project, env: &Env) -> Vec<StateFinding> {
        let result = project.result(&self.result);
        let permitted = result.and_then(|result| result.permitted_on.get(&self.receiver));
        let transferred = |other, day| in_order("转让日期", self.transferred_on, other, day, "28");
        all([
            result.is_none().then(no_result),
            not_ahead("转让日期", self.transferred_on, env),
            transferred("同意转让日期", permitted.copied()),
            transferred("通过验收日期", project.accepted_on()),
        ])
    }

    fn facts(&self, project: &Project, _: &Env, facts: &mut Facts) {
        let result = project.result(&self.result);
        facts.transfer_permitted =
            Some(result.is_some_and(|result| result.permits.contains(&self.receiver)));
    }

    fn apply(&self, project: &mut Project, _: &Made) -> Applied {
        let result = chosen(project, &self.result)?;
        // One leave covers one transfer.
        result.permits.remove(&self.receiver);
        result.permitted_on.remove(&self.receiver);
        result.transfers.push(Transfer {
            receiver: self.receiver.clone(),
            transferred_on: self.transferred_on,
        });
        Ok(())
    }

    fn tell(&self) -> String {
        format!("将成果转让给{}", self.receiver)
    }
}

impl Step for RegisterAssets {
    type Of = Project;
    const BRINGS: &'static [&'static str] = &["assets_listed"];
    const FOR_UNIT: bool = true;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        going(project)
    }

    fn known(project: &Project, _: &Env, facts: &mut Facts) {
        // also what a contract brought that was terminated later
        let mut contracts = project.contracts.iter();
        let signed = contracts.any(|each| each.kind == "implementation");
        facts.contract_signed = Some(signed);
    }

    fn guard(&self, project: &Project, _: &Env) -> Vec<StateFinding> {
        let again = |asset: &&AssetRow| {
            project.registered_assets().any(|other| {
                other == *asset || (asset.number.is_some() && other.number == asset.number)
            })
        };
        let twice = self.assets.iter().find(again);
        let says = twice.map(|asset| format!("资产“{}”已登记", asset.name));
        let twice = says.map(|says| {
            let remedy = "去掉已登记的行；同样的另一件，写明它自己的资产编号";
            StateFinding::new(says, remedy).by("30")
        });
        twice.into_iter().chain(self.beyond(project)).collect()
    }

    fn facts(&self, _: &Project, _: &Env, facts: &mut Facts) {
        facts.assets_listed = i64::try_from(self.assets.len()).ok();
    }

    fn apply(&self, project: &mut Project, made: &Made) -> Applied {
        let register = project.assets.get_or_insert_with(|| AssetRegister {
            assets: Vec::new(),
            on: made.on,
        });
        register.assets.extend(self.assets.iter().cloned());
        register.on = made.on;
        project.keep_on_file("asset_list", None, made);
        Ok(())
    }

    fn tell(&self) -> String {
        format!("登记软硬件资产{}项", self.assets.len())
    }
}

impl RegisterAssets {
    /// What is worth more than was contracted for it, or is of no contract that
    /// there is.
    fn beyond(&self, project: &Project) -> Vec<StateFinding> {
        const REMEDY: &str = "核对价值（每行填写该行全部数量的价值），或者改选对应的合同内容";
        let items = project.contracted_items();
        let mut found = Vec::new();
        let unknown = |asset: &&AssetRow| {
            let item = asset.contract_item.as_ref();
            item.is_some_and(|id| items.iter().all(|known| known.id != *id))
        };
        if let Some(asset) = self.assets.iter().find(unknown) {
            let says = format!("资产“{}”对应的合同内容不存在", asset.name);
            found.push(StateFinding::new(says, "请从合同内容中选择").by("30"));
        }
        for item in &items {
            let own = self.assets.iter().filter(|asset| item.is_of(asset));
            let new: i64 = own.map(|asset| asset.value).sum();
            let value = item.value.saturating_add(new);
            if new > 0 && value > item.amount {
                let says = format!(
                    "“{}”的资产价值合计{}，超过合同金额{}",
                    item.title(),
                    in_words(value),
                    in_words(item.amount)
                );
                found.push(StateFinding::new(says, REMEDY).by("30"));
            }
        }
        found
    }
}

impl Step for HandOverArchive {
    type Of = Project;
    const FOR_UNIT: bool = true;

    fn ready(project: &Project, _: &Env) -> Vec<StateFinding> {
        all([
            ended(project),
            unless(
                project.archive.is_none(),
                "档案已移交",
                "无须重复办理",
                "29",
            ),
        ])
    }

    fn known(project: &Project, env: &Env, facts: &mut Facts) {
        // what was terminated never came to acceptance
        let acts: &[&str] = if project.standing_measures().contains("terminate") {
            &["declare_project"]
        } else {
            &["declare_project", "apply_for_acceptance", "go_live"]
        };
        let own = env.regulation.materials().iter();
        let own = own.filter(|material| material.for_act == "hand_over_archive");
        let lacking = own.filter(|material| !project.has(&material.id)).count();
        let earlier = archive_missing(project, acts, env);
        facts.archive_missing =
            Some(earlier.saturating_add(i64::try_from(lacking).unwrap_or(i64::MAX)));
    }

    fn guard(&self, project: &Project, env: &Env) -> Vec<StateFinding> {
        all([
            not_ahead("移交日期", self.handed_on, env),
            super::checks::not_before(
                "移交日期",
                self.handed_on,
                "通过验收日期",
                project.accepted_on(),
            ),
        ])
    }

    fn apply(&self, project: &mut Project, _: &Made) -> Applied {
        project.archive = Some(Archive {
            receiver: self.receiver.clone(),
            handed_on: self.handed_on,
        });
        Ok(())
    }

    fn tell(&self) -> String {
        format!("向{}移交项目档案", self.receiver)
    }
}
