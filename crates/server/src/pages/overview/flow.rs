//! How long projects stay at each step, and with whom: the bureau's own steps as
//! well. In working days, from the records' dates.

use std::collections::BTreeMap;

use jiff::civil::Date;
use tongchou_project::{Project, Stage};
use tongchou_rules::calendar::Calendar;

use super::picture::{Figure, Picture, Row};

struct Step {
    /// Where a project stands while it waits for this step.
    stage: Stage,
    label: &'static str,
    who: &'static str,
    from: fn(&Project) -> Option<Date>,
    to: fn(&Project) -> Option<Date>,
}

const fn step(
    stage: Stage,
    label: &'static str,
    who: &'static str,
    from: fn(&Project) -> Option<Date>,
    to: fn(&Project) -> Option<Date>,
) -> Step {
    Step {
        stage,
        label,
        who,
        from,
        to,
    }
}

const UNIT: &str = "项目单位";
const BUREAU: &str = "区科技和信息化局";

static STEPS: [Step; 13] = [
    step(
        Stage::Drafting,
        "起草和统筹",
        UNIT,
        |it| it.registered_on,
        endorsed,
    ),
    step(Stage::Coordination, "正式申报", UNIT, endorsed, |it| {
        it.declaration.declared_on
    }),
    step(
        Stage::Declared,
        "初审",
        BUREAU,
        |it| it.declaration.declared_on,
        preliminary,
    ),
    step(
        Stage::PreliminaryReview,
        "抽取专家",
        BUREAU,
        preliminary,
        drawn,
    ),
    step(Stage::ExpertReview, "专家评审", BUREAU, drawn, experts),
    step(Stage::Consultation, "统筹会商", BUREAU, experts, consulted),
    step(
        Stage::AwaitingDecision,
        "决策批复",
        "区政府",
        consulted,
        decided,
    ),
    step(Stage::Approved, "出具意见函", BUREAU, decided, letter),
    step(Stage::Letter, "安排预算", "区财政局", letter, budget),
    step(Stage::Budget, "启动采购", UNIT, budget, procured),
    step(Stage::Procurement, "签订合同", UNIT, procured, signed),
    step(Stage::Contract, "开工", UNIT, signed, |it| it.started_on),
    step(
        Stage::Construction,
        "建设至申请验收",
        UNIT,
        |it| it.started_on,
        applied,
    ),
];

fn endorsed(project: &Project) -> Option<Date> {
    project
        .declaration
        .endorsement
        .as_ref()
        .map(|given| given.on)
}
fn preliminary(project: &Project) -> Option<Date> {
    project.review.preliminary.as_ref().map(|given| given.on)
}
fn drawn(project: &Project) -> Option<Date> {
    project.review.panel.as_ref().map(|panel| panel.on)
}
fn experts(project: &Project) -> Option<Date> {
    project.review.experts.as_ref().map(|given| given.on)
}
fn consulted(project: &Project) -> Option<Date> {
    let held = project.review.consultation.as_ref();
    held.map(|held| held.conclusion.on)
}
fn decided(project: &Project) -> Option<Date> {
    project.review.decision.as_ref().map(|given| given.on)
}
fn letter(project: &Project) -> Option<Date> {
    project.letter.as_ref().map(|letter| letter.on)
}
fn budget(project: &Project) -> Option<Date> {
    project.budgets.first().map(|budget| budget.on)
}
fn procured(project: &Project) -> Option<Date> {
    project.procurements.first().map(|begun| begun.started_on)
}
fn signed(project: &Project) -> Option<Date> {
    project.contracts.first().map(|contract| contract.signed_on)
}
fn applied(project: &Project) -> Option<Date> {
    // what was applied for and held is told by the acceptance itself
    let held = project.acceptances.first().and_then(|held| held.applied_on);
    held.or(project.application.as_ref().map(|applied| applied.on))
}

/// Working days before a day, counted once for the whole district: counting them
/// between two days anew for each project would cost more than all else.
#[derive(Debug, Default)]
pub struct Counted {
    before: BTreeMap<Date, i64>,
}

impl Counted {
    pub fn new(calendar: &Calendar, first: Date, last: Date) -> Self {
        let mut before = BTreeMap::new();
        let (mut day, mut count) = (first, 0);
        while day <= last {
            before.insert(day, count);
            count += i64::from(calendar.is_working_day(day));
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        Self { before }
    }

    fn between(&self, from: Date, to: Date) -> Option<i64> {
        let days = self.before.get(&to)? - self.before.get(&from)?;
        Some(days.max(0))
    }
}

/// Days that each step took or takes by now, of some projects.
#[derive(Debug, Default)]
pub struct Flow {
    done: [Vec<i64>; STEPS.len()],
    waiting: [Vec<i64>; STEPS.len()],
}

impl Flow {
    pub fn add(&mut self, project: &Project, on: Date, counted: &Counted) {
        let stage = project.stage();
        let all = STEPS.iter().zip(&mut self.done).zip(&mut self.waiting);
        for ((step, done), waiting) in all {
            let from = (step.from)(project);
            if stage == step.stage {
                let since = from.and_then(|from| counted.between(from, on));
                waiting.push(since.unwrap_or(0));
            } else if let (Some(from), Some(to)) = (from, (step.to)(project)) {
                done.extend(counted.between(from, to));
            }
        }
    }

    pub fn append(mut self, other: Self) -> Self {
        for (own, others) in self.done.iter_mut().zip(other.done) {
            own.extend(others);
        }
        for (own, others) in self.waiting.iter_mut().zip(other.waiting) {
            own.extend(others);
        }
        self
    }

    pub fn picture(mut self) -> Picture {
        let mut picture = Picture::new("flow", "各环节用时和在办", "15").heads(&[
            "环节",
            "*办理方",
            "*已办结",
            "用时中位数",
            "九成不超过",
            "*在办项目",
            "*在办最久",
        ]);
        picture.kind = "rows";
        picture.unit = "工作日";
        picture.note =
            "用时按工作日计；已办结的是记录中起止日期都有的项目，在办的是现在停在该环节的项目。";
        for (at, step) in STEPS.iter().enumerate() {
            let (Some(done), Some(waiting)) = (self.done.get_mut(at), self.waiting.get(at)) else {
                continue;
            };
            done.sort_unstable();
            let list = format!("/projects?stage={}&sort=changed_on", step.stage.key());
            picture.rows.push(Row::new(
                step.label,
                Some(list.clone()),
                vec![
                    Figure::text(step.who),
                    Figure::count(done.len()),
                    Figure::days(share(done, 50)),
                    Figure::days(share(done, 90)),
                    Figure::count(waiting.len()).to(list),
                    Figure::days(waiting.iter().max().copied()),
                ],
            ));
        }
        picture
    }
}

/// The least figure that so many percent do not exceed.
fn share(sorted: &[i64], percent: usize) -> Option<i64> {
    let place = (sorted.len() * percent).div_ceil(100);
    sorted.get(place.saturating_sub(1)).copied()
}
