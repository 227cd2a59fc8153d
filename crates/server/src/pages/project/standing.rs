//! How every act on the project stands, and what falls due: asked once of the
//! judge and used by the bar, the sections and the lists of what can be done.

use std::sync::Arc;

use tongchou_project::{Aggregate, Env, Project, act_spec};
use tongchou_rules::{Duty, DutyState, Plan, Regulation};

use super::section::Section;
use super::{DutyView, needs};
use crate::app::{self, Offer, WhoMay};
use crate::pages::acts::awaited;
use crate::pages::acts::cure::{self, Cures};
use crate::pages::acts::offer::{self, Sorted};
use crate::pages::clock;

pub struct Standing<'a> {
    pub law: &'a Regulation,
    pub env: &'a Env<'a>,
    current: &'a Aggregate,
    base: &'a str,
    who: &'a WhoMay,
    acts: Vec<(Offer, bool)>,
    due: Vec<Duty>,
}

impl<'a> Standing<'a> {
    pub fn of(
        current: &'a Aggregate,
        due: Vec<Duty>,
        base: &'a str,
        env: &'a Env<'a>,
        who: &'a WhoMay,
    ) -> Self {
        Self {
            law: env.regulation,
            env,
            current,
            base,
            who,
            acts: app::standing(current, "project", env),
            due,
        }
    }

    pub fn current(&self) -> &Aggregate {
        self.current
    }

    /// What would help the reader against a reason.
    pub fn cures(&self) -> Cures<'_> {
        Cures::of(Some(self.current), self.base, self.env, self.who)
            .knowing(self.acts.iter().map(|(offer, may)| (offer.key, *may)))
    }

    /// What the reader may do, in one section or in all.
    pub fn sorted(&self, section: Option<Section>, project: &Project) -> Sorted {
        let mut sorted = Sorted::default();
        let mut cures = self.cures();
        for (offer, may) in &self.acts {
            let here = section.is_none_or(|section| section == of(offer));
            if !here || !may {
                continue;
            }
            let place = match (offer.possible(), awaited::waits(offer.key, project.stage())) {
                (false, _) => &mut sorted.barred,
                (true, false) => &mut sorted.further,
                (true, true) => &mut sorted.next,
            };
            let mut view = offer::view(offer, self.base, self.env.registers);
            cures.settle(&mut view.against);
            place.push(view);
        }
        sorted
    }

    pub fn duties(&self, section: Option<Section>) -> Vec<DutyView> {
        let here =
            |duty: &&Duty| section.is_none_or(|section| self.section_of(&duty.act) == section);
        self.due
            .iter()
            .filter(here)
            .map(|duty| {
                let mut view = DutyView::of(duty);
                view.href = self.form(duty);
                if let (None, Some(due)) = (duty.done_on, duty.due_on) {
                    view.when = format!("{}，{}", view.when, clock::left(due, self.env.on));
                }
                view
            })
            .collect()
    }

    /// The form that fulfils a duty, for those who may use it.
    fn form(&self, duty: &Duty) -> String {
        let open = duty.state != DutyState::Done;
        if open && self.may(&duty.act) {
            format!("{}/acts/{}", self.base, duty.act)
        } else {
            String::new()
        }
    }

    /// Whether the reader is one of those who may do an act.
    pub fn may(&self, act: &str) -> bool {
        self.acts
            .iter()
            .any(|(offer, may)| offer.key == act && *may)
    }

    fn section_of(&self, act: &str) -> Section {
        let stage = self.law.act(act).map_or("", |act| act.stage.as_str());
        Section::of_act(act, stage)
    }

    /// What a stage of the regulation still needs; of acts that cannot be done now only
    /// those that are asked for.
    pub fn needs(
        &self,
        stage: &str,
        project: &Project,
        is_asked: &dyn Fn(&str) -> bool,
    ) -> needs::Needs {
        let here: Vec<&(Offer, bool)> = self
            .acts
            .iter()
            .filter(|(offer, _)| offer.stage == stage)
            .collect();
        let mut needs = needs::Needs::default();
        for (offer, may) in here {
            let waits = awaited::waits(offer.key, project.stage());
            let asked = offer.possible() || is_asked(offer.key);
            if !offer.state.is_empty() || !waits || !asked {
                continue;
            }
            let way = (self.link(offer.key, *may), self.who_does(offer.key));
            needs.take(offer, way, self.law, is_asked);
        }
        let owed = |duty: &&Duty| {
            let stands = self
                .law
                .act(&duty.act)
                .is_some_and(|act| act.stage == stage);
            stands && duty.state != DutyState::Done
        };
        needs.duties = self.due.iter().filter(owed).map(DutyView::of).collect();
        needs
    }

    /// What the law asks of such a project.
    pub fn plan(&self, project: &Project) -> Arc<Plan> {
        needs::plan_of(project, self.env)
    }

    fn link(&self, act: &str, may: bool) -> String {
        if may {
            format!("{}/acts/{act}", self.base)
        } else {
            String::new()
        }
    }

    fn who_does(&self, act: &str) -> String {
        cure::names(self.who.get(act))
    }

    /// Every material that the steps of the project ask for and that is not there.
    pub fn materials(&self, project: &Project) -> Vec<needs::Material> {
        let may = self.may("submit_material");
        let offers = self.acts.iter().map(|(offer, _)| offer);
        let found = needs::lacking(offers, project, self.env).into_iter();
        let mut found: Vec<needs::Material> = found.map(|(_, material)| material).collect();
        if may {
            for material in &mut found {
                let made =
                    act_spec(&material.by_act).is_some_and(|spec| spec.key == "submit_material");
                if made {
                    material.href = format!(
                        "{}/acts/submit_material?material={}",
                        self.base, material.id
                    );
                }
            }
        }
        found
    }
}

fn of(offer: &Offer) -> Section {
    Section::of_act(offer.key, &offer.stage)
}
