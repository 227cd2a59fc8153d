//! Who can be selected for inspection or evaluation: all projects of a scope in the
//! district, each with its points as the law's pack weighs them. They come in with the
//! command, as chance does; whoever selects sees every project anyway.

use rayon::prelude::*;
use tongchou_project::registers::Selectable;
use tongchou_project::{Actor, Command, in_scope, risk};

use super::{App, World};

impl App {
    /// Hands a command that selects projects those it can select from.
    pub(super) fn supply_population(
        &self,
        command: &mut Command,
        world: &World,
    ) -> anyhow::Result<()> {
        let Some(scope) = command.awaits_population().map(str::to_owned) else {
            return Ok(());
        };
        let population = self.selectable(world, &scope)?;
        command.take_population(population);
        Ok(())
    }

    /// The projects of a scope with their points.
    pub fn selectable(&self, world: &World, scope: &str) -> anyhow::Result<Vec<Selectable>> {
        let entries: Vec<_> = world.of_kind("project").cloned().collect();
        self.with_view(world, &Actor::nobody(), |view| {
            let of = |entry: &std::sync::Arc<super::Entry>| {
                let project = entry.aggregate.project()?;
                in_scope(project, scope).then(|| Selectable {
                    project: entry.id.clone(),
                    title: project.title.clone(),
                    unit: project.unit.clone(),
                    unit_name: project.unit_name.clone(),
                    points: risk(project, &view.proposed(entry), &view.env_of(entry)),
                })
            };
            entries.par_iter().filter_map(of).collect()
        })
    }
}
