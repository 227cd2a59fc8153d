//! What lists show of an aggregate, and the duties of a project.

use serde::{Deserialize, Serialize};
use tongchou_rules::Duty;

use crate::actor::Env;
use crate::aggregate::Aggregate;
use crate::state::Project;

/// One row of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    pub kind: String,
    pub id: String,
    pub title: String,
    /// The body it belongs to.
    pub owner: String,
    /// A key; for projects see [`crate::Stage`].
    pub stage: String,
    pub stage_label: String,
    pub number: Option<String>,
}

pub fn projection(aggregate: &Aggregate) -> Listing {
    use Aggregate as A;
    match aggregate {
        A::Project(state) => Listing {
            number: state
                .letter
                .as_ref()
                .and_then(|letter| letter.number.clone()),
            ..row(
                aggregate,
                &state.id,
                &state.title,
                &state.unit,
                (state.stage().key(), state.stage().label()),
            )
        },
        A::Design(state) => Listing {
            number: state.approval_number.clone(),
            ..row(
                aggregate,
                &state.id,
                &state.title,
                &state.by.body,
                design_stage(state),
            )
        },
        A::Platform(state) => row(
            aggregate,
            &state.id,
            &state.name,
            &state.by.body,
            live(!state.retired, "停用"),
        ),
        A::CatalogueItem(state) => Listing {
            number: Some(state.code.clone()),
            ..row(
                aggregate,
                &state.id,
                &state.name,
                &state.by.body,
                live(!state.removed, "已删除"),
            )
        },
        A::Agency(state) => Listing {
            number: Some(state.credit_code.clone()),
            ..row(
                aggregate,
                &state.id,
                &state.name,
                &state.by.body,
                live(!state.is_named(), "公开通报"),
            )
        },
        A::Expert(state) => row(
            aggregate,
            &state.id,
            &state.name,
            &state.by.body,
            live(!state.retired, "已出库"),
        ),
        A::Meeting(state) => {
            let stage = if state.minutes.is_some() {
                ("held", "已召开")
            } else {
                ("planned", "已安排")
            };
            row(aggregate, &state.id, &state.title, &state.by.body, stage)
        }
        A::Interpretation(state) => Listing {
            number: state.number.clone(),
            ..row(
                aggregate,
                &state.id,
                state.article.as_deref().unwrap_or_default(),
                &state.by.body,
                ("published", "已发布"),
            )
        },
        A::Setting(state) => row(
            aggregate,
            &state.id,
            &state.key,
            &state.by.body,
            ("set", "已设置"),
        ),
    }
}

fn row(aggregate: &Aggregate, id: &str, title: &str, owner: &str, stage: (&str, &str)) -> Listing {
    Listing {
        kind: aggregate.kind().to_owned(),
        id: id.to_owned(),
        title: title.to_owned(),
        owner: owner.to_owned(),
        stage: stage.0.to_owned(),
        stage_label: stage.1.to_owned(),
        number: None,
    }
}

fn live(lives: bool, ended: &'static str) -> (&'static str, &'static str) {
    if lives {
        ("live", "有效")
    } else {
        ("ended", ended)
    }
}

fn design_stage(design: &crate::registers::Design) -> (&'static str, &'static str) {
    if design.in_force_from.is_some() {
        ("in_force", "施行")
    } else if design.approved_on.is_some() {
        ("approved", "已批准")
    } else if design.filed_on.is_some() {
        ("filed", "已备案")
    } else {
        ("drafted", "起草")
    }
}

/// All that falls due for a project. One that has ended owes nothing more.
pub fn duties(project: &Project, env: &Env) -> Vec<Duty> {
    if project.closed.is_some() || project.withdrawn.is_some() || project.review.rejected.is_some()
    {
        return Vec::new();
    }
    env.regulation
        .duties(&crate::facts::facts(project, env), env.on)
}
