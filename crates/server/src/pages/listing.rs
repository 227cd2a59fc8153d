//! What lists and start pages ask of the projects: which a person may see, what
//! each waits for, what is owed. Nothing here is shown as it is.

use std::sync::Arc;

use tongchou_project::{Actor, Stage};
use tongchou_rules::Duty;

use super::acts::awaited;
use crate::app::{App, Entry, View};

/// Every project the actor may see, the latest changed first.
pub async fn visible(app: &App, actor: &Actor) -> anyhow::Result<Arc<Vec<Arc<Entry>>>> {
    app.visible(actor).await
}

/// The keys of the acts that a project waits for from the person who looks.
pub fn waiting(entry: &Entry, view: &View<'_>) -> Vec<&'static str> {
    let project = entry.aggregate.project();
    project.map_or_else(Vec::new, |project| {
        let open = view.open(entry, awaited::at(project.stage()));
        open.keys()
            .filter(|act| !awaited::is_done(act, project))
            .collect()
    })
}

/// The duties of a project that are not done, whoever owes them.
pub fn due(entry: &Entry, view: &View<'_>) -> Arc<[Duty]> {
    view.owed(entry)
}

/// How a stage is coloured.
pub fn tone(stage: Stage) -> &'static str {
    match stage {
        Stage::Rejected | Stage::Terminated | Stage::Suspended => "bad",
        Stage::Returned | Stage::Withdrawn => "wait",
        Stage::Earlier => "",
        Stage::Closed | Stage::Evaluation => "good",
        _ => "live",
    }
}
