//! What a stage still needs, as the judge says it: acts that can be done now,
//! materials and earlier acts that are lacking, duties with their dates.

use std::sync::Arc;

use tongchou_project::{Env, Project, facts};
use tongchou_rules::{Plan, Regulation, vocabulary};

use super::DutyView;
use crate::app::Offer;

#[derive(Debug, Default)]
pub struct Needs {
    pub open: Vec<Open>,
    /// Materials by name.
    pub materials: Vec<String>,
    /// Acts that must come first, by title.
    pub first: Vec<String>,
    pub duties: Vec<DutyView>,
    /// What such a project will do there, by title and who does it, where
    /// nothing of the stage can be judged yet.
    pub later: Vec<(String, String)>,
}

/// An act that nothing known stands against.
#[derive(Debug)]
pub struct Open {
    pub title: String,
    pub who: String,
    /// Empty for those who may not do it.
    pub href: String,
}

impl Needs {
    pub fn is_empty(&self) -> bool {
        self.open.is_empty()
            && self.materials.is_empty()
            && self.first.is_empty()
            && self.duties.is_empty()
            && self.later.is_empty()
    }

    /// Takes in an act; of what must come first only what the law asks of such a
    /// project.
    pub(super) fn take(
        &mut self,
        offer: &Offer,
        (href, who): (String, String),
        law: &Regulation,
        asked: &dyn Fn(&str) -> bool,
    ) {
        if offer.possible() {
            self.open.push(Open {
                title: offer.title.clone(),
                who,
                href,
            });
            return;
        }
        for material in materials_of(offer, law) {
            add(&mut self.materials, material.name);
        }
        for finding in offer.against().filter(|found| found.materials.is_empty()) {
            let act = finding.act.as_deref().and_then(|act| law.act(act));
            if let Some(act) = act.filter(|act| act.key != offer.key && asked(&act.key)) {
                add(&mut self.first, act.title.clone());
            }
        }
    }
}

/// A material that the record lacks.
#[derive(Debug)]
pub struct Material {
    pub id: String,
    pub name: String,
    pub law: String,
    /// The acts it is needed for, by title.
    pub needed_for: Vec<String>,
    /// The act that brings it.
    pub by_act: String,
    /// The form that hands it in, for those who may.
    pub href: String,
}

impl Material {
    pub(super) fn add(&mut self, act: &str) {
        add(&mut self.needed_for, act.to_owned());
    }
}

/// What the law asks of such a project.
pub fn plan_of(project: &Project, env: &Env<'_>) -> Arc<Plan> {
    let law = env.regulation;
    let asked = law.circumstances_of(&facts(project, env));
    law.plan(&asked, env.on).unwrap_or_default()
}

/// What those steps ask for and the record lacks, as the judge says it, each with the
/// stage of the step. Other acts ask for something only if they are taken.
pub fn lacking<'a>(
    offers: impl Iterator<Item = &'a Offer>,
    project: &Project,
    env: &Env<'_>,
) -> Vec<(String, Material)> {
    let plan = plan_of(project, env);
    let is_asked = |offer: &&Offer| plan.steps.iter().any(|step| step.act == offer.key);
    let mut found: Vec<(String, Material)> = Vec::new();
    for offer in offers.filter(is_asked) {
        for material in materials_of(offer, env.regulation) {
            let mut known = found.iter_mut();
            match known.find(|(_, known)| known.id == material.id) {
                _ if project.has(&material.id) => {}
                Some((_, known)) => known.add(&offer.title),
                None => found.push((offer.stage.clone(), material)),
            }
        }
    }
    found
}

fn materials_of(offer: &Offer, law: &Regulation) -> Vec<Material> {
    let mut found = Vec::new();
    for finding in offer.against() {
        // of several that a clause names, those that are there already are not lacking
        let names = |id: &String| vocabulary::MATERIALS.label(id).unwrap_or(id).to_owned();
        let is_told = |id: &&String| finding.lacking.contains(&names(id));
        let some_told = finding.materials.iter().any(|id| is_told(&id));
        let lacking = finding.materials.iter();
        for id in lacking.filter(|id| !some_told || is_told(id)) {
            let kind = law.materials().iter().find(|known| known.id == *id);
            found.push(Material {
                id: id.clone(),
                name: kind.map_or_else(|| id.clone(), |kind| kind.name.clone()),
                law: finding.article_text.to_string(),
                needed_for: vec![offer.title.clone()],
                by_act: finding.act.as_deref().unwrap_or_default().to_owned(),
                href: String::new(),
            });
        }
    }
    found
}

fn add(names: &mut Vec<String>, name: String) {
    if !names.contains(&name) {
        names.push(name);
    }
}
