//! What resembles the declaration while it is written: the first hits in words, beside
//! the form. Nothing of it is kept.

use serde_json::Value;
use tongchou_project::Aggregate;

use super::Target;
use crate::pages::duplicates::{draft, hits};
use crate::web::{Failure, SignedIn, Web};

/// The forms that a declaration is written in.
const FORMS: [&str; 3] = [
    "register_project",
    "revise_declaration",
    "record_duplicate_check",
];
const SHOWN: usize = 5;

#[derive(Debug)]
pub(crate) struct Alike {
    pub hits: Vec<hits::Hit>,
    /// How many more there are.
    pub more: usize,
    /// Where all of them are shown.
    pub page: Option<String>,
}

/// Whether the form has such a list beside it.
pub(crate) fn is_beside(target: &Target) -> bool {
    FORMS.contains(&target.spec.key)
}

pub(crate) async fn of(
    web: &Web,
    user: &SignedIn,
    target: &Target,
    current: Option<&Aggregate>,
    typed: &Value,
) -> Result<Option<Alike>, Failure> {
    let project = current.and_then(Aggregate::project);
    if !is_beside(target) || project.is_some_and(tongchou_project::Project::declared) {
        return Ok(None);
    }
    let draft = draft::of(project, typed, &user.actor);
    if !draft::says_enough(&draft) {
        return Ok(None);
    }
    let found = web.app.find_duplicates(draft).await?.found;
    let world = web.app.world().await?;
    let shown = found.get(..SHOWN).unwrap_or(&found);
    Ok(Some(Alike {
        hits: hits::in_words(&web.app, &world, &user.actor, shown)?,
        more: found.len().saturating_sub(SHOWN),
        page: target
            .id
            .map(|id| format!("{}/duplicates", target.home(id))),
    }))
}
