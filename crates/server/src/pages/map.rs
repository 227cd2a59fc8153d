//! The map of what exists: systems that were approved or taken in from earlier years,
//! shared platforms and results of a field or a lead body, with what joins them and the
//! designs they rest on, so that a top-level design (article 7) can be written from it
//! and nothing is built twice (article 3). One table; the page's script draws it as a
//! graph. Only what its reader may see.

mod nodes;

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tongchou_project::Project;
use tongchou_rules::vocabulary as v;

use super::listing::visible;
use crate::forms::Pairs;
use crate::web::{Failure, Page, Queried, SignedIn, Web, html};

use nodes::{Map, Node};

/// So many are shown; more cannot be told apart in a picture.
const MOST: usize = 300;

#[derive(Debug, Template)]
#[template(path = "map.html")]
struct Show {
    page: Page,
    asked: Asked,
    fields: &'static [(&'static str, &'static str)],
    drawn: Arc<Drawn>,
}

/// The map of one reader, narrowed.
#[derive(Debug)]
pub struct Drawn {
    units: Vec<(String, String)>,
    leads: Vec<(String, String)>,
    nodes: Vec<Node>,
    total: usize,
    links: usize,
}

/// What the map is narrowed to.
#[derive(Debug, Default)]
struct Asked {
    field: String,
    unit: String,
    lead: String,
    text: String,
}

impl Asked {
    fn read(pairs: &Pairs) -> Self {
        let text = |name: &str| pairs.filled(name).unwrap_or_default().to_owned();
        Self {
            field: text("field"),
            unit: text("unit"),
            lead: text("lead"),
            text: text("text").to_lowercase(),
        }
    }

    /// Another text for everything else that can be asked.
    fn key(&self) -> String {
        [&*self.field, &*self.unit, &*self.lead, &*self.text].join("\n")
    }

    fn keeps(&self, project: &Project) -> bool {
        let is = |wanted: &str, is: &str| wanted.is_empty() || wanted == is;
        (self.field.is_empty() || project.fields.contains(&self.field))
            && is(&self.unit, &project.unit)
            && is(&self.lead, &project.domain)
            && self.mentions(&[&project.title, &project.summary])
    }

    fn mentions(&self, texts: &[&str]) -> bool {
        self.text.is_empty()
            || texts
                .iter()
                .any(|text| text.to_lowercase().contains(&self.text))
    }
}

pub async fn show(
    State(web): State<Web>,
    user: SignedIn,
    Queried(pairs): Queried,
) -> Result<Response, Failure> {
    if user.administers() {
        return Err(Failure::NotFound);
    }
    let asked = Asked::read(&pairs);
    let entries = visible(&web.app, &user.actor).await?;
    let world = web.app.world().await?;
    let results = web.app.may_view_results(&world, &user.actor);
    let page = Page::of(&user, "现状图谱", "/registers/design");
    let made = web.made.clone();
    let laid_out = tokio::task::spawn_blocking(move || {
        let drawn = made.maps.of(&entries, &asked.key(), || {
            Ok(drawn(&Map::of(&world, &entries, results), &asked))
        })?;
        Ok::<_, anyhow::Error>(Show {
            page,
            fields: v::FIELDS.words,
            drawn,
            asked,
        })
    });
    Ok(html(&laid_out.await.map_err(anyhow::Error::from)??))
}

fn drawn(map: &Map<'_>, asked: &Asked) -> Drawn {
    let mut nodes = map.nodes(asked);
    let total = nodes.len();
    nodes.truncate(MOST);
    Drawn {
        units: map.bodies(|it| &it.unit),
        leads: map.bodies(|it| &it.domain),
        links: nodes.iter().map(|node| node.links.len()).sum(),
        nodes,
        total,
    }
}
