//! What lists show of an aggregate, and the duties of a project.

use serde::{Deserialize, Serialize};
use tongchou_rules::{Duty, Facts};

use crate::actor::Env;
use crate::aggregate::Aggregate;
use crate::facts::acceptance::rectification;
use crate::registers::{
    Agency, CatalogueItem, Design, Expert, Interpretation, Meeting, Platform, Selection, Setting,
    Synonyms,
};
use crate::state::{Project, Risk};

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

/// What a kind of aggregate puts into its row.
struct Row<'a> {
    id: &'a str,
    title: &'a str,
    owner: &'a str,
    stage: (&'static str, &'static str),
    number: Option<&'a String>,
}

pub fn projection(aggregate: &Aggregate) -> Listing {
    use Aggregate as A;
    let row = match aggregate {
        A::Project(state) => project(state),
        A::Design(state) => design(state),
        A::Platform(state) => platform(state),
        A::CatalogueItem(state) => catalogue_item(state),
        A::Agency(state) => agency(state),
        A::Expert(state) => expert(state),
        A::Meeting(state) => meeting(state),
        A::Selection(state) => selection(state),
        A::Interpretation(state) => interpretation(state),
        A::Setting(state) => setting(state),
        A::Synonyms(state) => synonyms(state),
    };
    Listing {
        kind: aggregate.kind().to_owned(),
        id: row.id.to_owned(),
        title: row.title.to_owned(),
        owner: row.owner.to_owned(),
        stage: row.stage.0.to_owned(),
        stage_label: row.stage.1.to_owned(),
        number: row.number.cloned(),
    }
}

fn project(state: &Project) -> Row<'_> {
    Row {
        id: &state.id,
        title: &state.title,
        owner: &state.unit,
        stage: (state.stage().key(), state.stage().label()),
        number: state
            .letter
            .as_ref()
            .and_then(|letter| letter.number.as_ref()),
    }
}

fn design(state: &Design) -> Row<'_> {
    let stage = if state.in_force_from.is_some() {
        ("in_force", "施行")
    } else if state.approved_on.is_some() {
        ("approved", "已批准")
    } else if state.filed_on.is_some() {
        ("filed", "已备案")
    } else {
        ("drafted", "起草")
    };
    let number = state.approval_number.as_ref();
    Row {
        id: &state.id,
        title: &state.title,
        owner: &state.by.body,
        stage,
        number,
    }
}

fn live(lives: bool, ended: &'static str) -> (&'static str, &'static str) {
    if lives {
        ("live", "有效")
    } else {
        ("ended", ended)
    }
}

fn platform(state: &Platform) -> Row<'_> {
    let stage = live(!state.retired, "停用");
    Row {
        id: &state.id,
        title: &state.name,
        owner: &state.by.body,
        stage,
        number: None,
    }
}

fn synonyms(state: &Synonyms) -> Row<'_> {
    let stage = live(!state.removed, "已删除");
    Row {
        id: &state.id,
        title: &state.line,
        owner: &state.by.body,
        stage,
        number: None,
    }
}

fn catalogue_item(state: &CatalogueItem) -> Row<'_> {
    let stage = live(!state.removed, "已删除");
    Row {
        id: &state.id,
        title: &state.name,
        owner: &state.by.body,
        stage,
        number: Some(&state.code),
    }
}

fn agency(state: &Agency) -> Row<'_> {
    let stage = live(!state.is_named(), "公开通报");
    let number = Some(&state.credit_code);
    Row {
        id: &state.id,
        title: &state.name,
        owner: &state.by.body,
        stage,
        number,
    }
}

fn expert(state: &Expert) -> Row<'_> {
    let stage = live(!state.retired, "已出库");
    Row {
        id: &state.id,
        title: &state.name,
        owner: &state.by.body,
        stage,
        number: None,
    }
}

fn meeting(state: &Meeting) -> Row<'_> {
    let stage = if state.cancelled.is_some() {
        ("cancelled", "已取消")
    } else if state.minutes.is_some() {
        ("held", "已召开，有纪要")
    } else {
        ("planned", "已安排，尚无纪要")
    };
    Row {
        id: &state.id,
        title: &state.title,
        owner: &state.by.body,
        stage,
        number: None,
    }
}

fn selection(state: &Selection) -> Row<'_> {
    let inspects = state.purpose == "inspection";
    Row {
        id: &state.id,
        title: &state.title,
        owner: &state.by.body,
        stage: if inspects {
            ("inspection", "监督检查")
        } else {
            ("evaluation", "评估")
        },
        number: None,
    }
}

fn interpretation(state: &Interpretation) -> Row<'_> {
    let title = state.article.as_deref().unwrap_or_default();
    let number = state.number.as_ref();
    Row {
        id: &state.id,
        title,
        owner: &state.by.body,
        stage: ("published", "已发布"),
        number,
    }
}

fn setting(state: &Setting) -> Row<'_> {
    Row {
        id: &state.id,
        title: &state.key,
        owner: &state.by.body,
        stage: ("set", "已设置"),
        number: None,
    }
}

/// All that falls due for a project. One that has ended owes nothing more.
pub fn duties(project: &Project, env: &Env) -> Vec<Duty> {
    if project.withdrawn.is_some() || project.review.rejected.is_some() {
        return Vec::new();
    }
    let facts = crate::facts::recorded(project, env);
    if let Some(closed) = project.closed {
        // what returns every year goes on for as long as the system runs, and so does
        // what comes of it
        let mut duties = env.regulation.duties_once(&facts, env.on);
        let later = |duty: &Duty| duty.from.is_some_and(|from| from >= closed);
        duties.retain(|duty| env.regulation.duty_recurs(&duty.key) || later(duty));
        return duties;
    }
    // of a project of earlier years only what was begun here falls due here
    let mut duties = if project.earlier.is_some() {
        Vec::new()
    } else {
        env.regulation.duties_once(&facts, env.on)
    };
    for order in project.rectifications.iter().filter(|each| each.is_open()) {
        let mut facts = facts.clone();
        rectification(Some(order), &mut facts);
        if order.outcome() == "failed" {
            // what was found not to be put right is owed as if nothing had been reported
            facts.rectification_reported = Some(false);
        }
        let each = env
            .regulation
            .duties_of_each("rectification", &facts, env.on);
        duties.extend(each);
    }
    for risk in project.risks.iter().filter(|risk| risk.is_open()) {
        let mut facts = facts.clone();
        risk_dates(risk, &mut facts);
        duties.extend(env.regulation.duties_of_each("risk", &facts, env.on));
    }
    duties.sort_by(|one, other| (one.due_on, &one.key).cmp(&(other.due_on, &other.key)));
    duties
}

/// The facts of one risk.
fn risk_dates(risk: &Risk, facts: &mut Facts) {
    facts.risk_reported = Some(true);
    facts.risk_reported_on = Some(risk.reported_on());
    facts.risk_assessed_on = risk.assessment.as_ref().map(|found| found.on);
    facts.risk_major = Some(risk.is_major());
    facts.risk_escalated = Some(risk.escalated_on.is_some());
}
