//! Top-level designs: drafted, approved or filed, brought into force.

use super::checks::{absent, all, not_ahead, not_before, unless};
use super::{Applied, Made, Step, exists_already};
use crate::actor::Env;
use crate::acts::{ApproveDesign, BringDesignIntoForce, DraftDesign, FileDesign, words};
use crate::refusal::StateFinding;
use crate::registers::Design;

impl Step for DraftDesign {
    type Of = Design;

    fn guard(&self, _: &Design, env: &Env) -> Vec<StateFinding> {
        let capacity = if self.kind == "district" {
            "bureau"
        } else {
            "domain_lead"
        };
        let replaced = self
            .replaces
            .as_ref()
            .map(|id| env.registers.designs.get(id));
        all([
            unless(
                env.actor.capacities.contains(capacity),
                "区顶层设计由区科技和信息化局编制，领域顶层设计由牵头部门编制",
                "请选择本单位职责内的类型",
                "7",
            ),
            unless(
                self.kind == "district" || !self.fields.is_empty(),
                "领域顶层设计没有写明所属领域",
                "请选择所属领域",
                "7",
            ),
            (replaced == Some(None)).then(|| absent("所替代的设计").by("7")),
            unless(
                replaced.flatten().is_none_or(|old| {
                    old.kind == self.kind && (old.is_district() || old.by.body == env.actor.body)
                }),
                "只能替代本单位同一类型的设计",
                "请重新选择所替代的设计",
                "7",
            ),
        ])
    }

    fn found(&self, made: &Made) -> Option<Design> {
        Some(Design {
            id: made.id.to_owned(),
            kind: self.kind.clone(),
            title: self.title.clone(),
            edition: self.edition.clone(),
            fields: self.fields.clone(),
            items: self.items.clone(),
            replaces: self.replaces.clone(),
            by: made.by.clone(),
            drafted_on: Some(made.on),
            ..Design::default()
        })
    }

    fn apply(&self, _: &mut Design, _: &Made) -> Applied {
        exists_already(self)
    }

    fn tell(&self) -> String {
        let kind = words::label(words::DESIGN_KINDS, &self.kind);
        format!("起草{kind}“{}”（{}）", self.title, self.edition)
    }
}

impl Step for ApproveDesign {
    type Of = Design;

    fn ready(design: &Design, _: &Env) -> Vec<StateFinding> {
        unless(
            design.approved_on.is_none(),
            "该设计已批准",
            "无须重复办理",
            "7",
        )
        .into_iter()
        .collect()
    }

    fn guard(&self, _: &Design, env: &Env) -> Vec<StateFinding> {
        not_ahead("批准日期", self.approved_on, env)
            .into_iter()
            .collect()
    }

    fn apply(&self, design: &mut Design, _: &Made) -> Applied {
        design.approved_on = Some(self.approved_on);
        design.approval_number.clone_from(&self.number);
        Ok(())
    }

    fn tell(&self) -> String {
        "批准区顶层设计".to_owned()
    }
}

impl Step for FileDesign {
    type Of = Design;

    fn ready(design: &Design, env: &Env) -> Vec<StateFinding> {
        let own = design.by.body.is_empty() || design.by.body == env.actor.body;
        all([
            unless(own, "该设计不是本单位起草", "由起草单位报送备案", "7"),
            unless(
                design.filed_on.is_none(),
                "该设计已备案",
                "无须重复办理",
                "7",
            ),
        ])
    }

    fn apply(&self, design: &mut Design, made: &Made) -> Applied {
        design.filed_on = Some(made.on);
        Ok(())
    }

    fn tell(&self) -> String {
        "报送领域顶层设计备案".to_owned()
    }
}

impl Step for BringDesignIntoForce {
    type Of = Design;

    fn ready(design: &Design, _: &Env) -> Vec<StateFinding> {
        unless(
            design.in_force_from.is_none(),
            "该设计已施行",
            "无须重复办理",
            "7",
        )
        .into_iter()
        .collect()
    }

    fn guard(&self, design: &Design, _: &Env) -> Vec<StateFinding> {
        let settled = design.approved_on.or(design.filed_on);
        not_before("施行日期", self.from, "批准或备案日期", settled)
            .into_iter()
            .collect()
    }

    fn apply(&self, design: &mut Design, _: &Made) -> Applied {
        design.in_force_from = Some(self.from);
        Ok(())
    }

    fn tell(&self) -> String {
        format!("自{}起施行顶层设计", super::checks::in_words(self.from))
    }
}
