//! The map of what exists: systems that were approved, shared platforms and results of
//! a field or a lead body, with what joins them, so that a top-level design (article 7)
//! can be written from it and nothing is built twice (article 3). One table; the page's
//! script draws it as a graph. Only what its reader may see.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use tongchou_project::registers::ResultEntry;
use tongchou_project::state::Match;
use tongchou_project::{Project, Stage};
use tongchou_rules::vocabulary as v;

use super::listing::visible;
use super::words::names;
use crate::app::{Entry, World};
use crate::forms::Pairs;
use crate::web::{Failure, Page, Queried, SignedIn, Web, html};

/// So many are shown; more cannot be told apart in a picture.
const MOST: usize = 300;

#[derive(Debug, Template)]
#[template(path = "map.html")]
struct Show {
    page: Page,
    asked: Asked,
    fields: &'static [(&'static str, &'static str)],
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

/// A system, a platform or a result.
#[derive(Debug)]
struct Node {
    key: String,
    href: String,
    name: String,
    kind: &'static str,
    whose: String,
    fields: String,
    year: Option<i16>,
    /// The item of a design that it rests on.
    design: String,
    links: Vec<Link>,
}

#[derive(Debug, PartialEq, Eq)]
struct Link {
    how: &'static str,
    to: String,
    name: String,
    /// Empty where the reader may not open it.
    href: String,
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
    let laid_out = tokio::task::spawn_blocking(move || {
        let map = Map::of(&world, &entries, results);
        let (units, leads) = (map.bodies(|it| &it.unit), map.bodies(|it| &it.domain));
        let mut nodes = map.nodes(&asked);
        let total = nodes.len();
        nodes.truncate(MOST);
        Show {
            page,
            fields: v::FIELDS.words,
            units,
            leads,
            links: nodes.iter().map(|node| node.links.len()).sum(),
            nodes,
            total,
            asked,
        }
    });
    Ok(html(&laid_out.await.map_err(anyhow::Error::from)?))
}

struct Map<'a> {
    world: &'a World,
    /// Approved projects by id.
    systems: BTreeMap<&'a str, &'a Project>,
    /// Whether the reader may see the catalogue of results.
    results: bool,
}

impl<'a> Map<'a> {
    fn of(world: &'a World, entries: &'a [Arc<Entry>], results: bool) -> Self {
        let systems = entries
            .iter()
            .filter_map(|entry| {
                let project = entry.aggregate.project()?;
                let stands = project.letter.is_some() && project.stage() != Stage::Terminated;
                stands.then_some((entry.id.as_str(), project))
            })
            .collect();
        Self {
            world,
            systems,
            results,
        }
    }

    fn results(&self) -> impl Iterator<Item = &'a ResultEntry> {
        let seen = self.results.then(|| self.world.registers.results.values());
        seen.into_iter().flatten()
    }

    /// Those whose systems there are, by name.
    fn bodies(&self, of: fn(&Project) -> &String) -> Vec<(String, String)> {
        let ids: BTreeSet<&String> = self.systems.values().map(|project| of(project)).collect();
        let named = ids.into_iter().filter(|id| !id.is_empty());
        let mut named: Vec<(String, String)> = named
            .map(|id| (id.clone(), self.world.registers.body_name(id)))
            .collect();
        named.sort_by(|a, b| a.1.cmp(&b.1));
        named
    }

    /// The most joined first. What is joined to a system that is kept is kept as well.
    fn nodes(&self, asked: &Asked) -> Vec<Node> {
        let kept = self.systems.iter().filter(|(_, it)| asked.keeps(it));
        let mut nodes: Vec<Node> = kept.map(|(id, project)| self.system(id, project)).collect();
        let named: BTreeSet<String> = nodes
            .iter()
            .flat_map(|node| node.links.iter().map(|link| link.to.clone()))
            .collect();
        let here: BTreeSet<&String> = nodes.iter().map(|node| &node.key).collect();
        let mut beside: Vec<Node> = self
            .systems
            .iter()
            .filter(|(id, _)| {
                let key = format!("project:{id}");
                named.contains(&key) && !here.contains(&key)
            })
            .map(|(id, project)| self.system(id, project))
            .collect();
        let narrowed = !asked.unit.is_empty() || !asked.lead.is_empty();
        let platforms = self.world.registers.platforms.values();
        beside.extend(platforms.filter(|it| !it.retired).filter_map(|it| {
            let key = format!("platform:{}", it.id);
            let fits = (asked.field.is_empty() || it.fields.contains(&asked.field))
                && asked.mentions(&[&it.name, &it.description]);
            let wanted = named.contains(&key) || (fits && !narrowed);
            wanted.then(|| Node {
                href: format!("/registers/platform/{}", it.id),
                name: it.name.clone(),
                kind: "共性平台",
                whose: self.world.registers.body_name(&it.by.body),
                fields: names(v::FIELDS, &it.fields),
                year: None,
                design: String::new(),
                links: Vec::new(),
                key,
            })
        }));
        beside.extend(self.results().filter_map(|it| {
            let key = format!("result:{}", it.id);
            let of_kept = here.contains(&format!("project:{}", it.project));
            (of_kept || named.contains(&key)).then(|| self.result(it, key))
        }));
        nodes.append(&mut beside);
        let met = met(&nodes);
        nodes.sort_by(|a, b| {
            let joined = |node: &Node| {
                node.links.len() + met.get(node.key.as_str()).copied().unwrap_or_default()
            };
            joined(b).cmp(&joined(a)).then_with(|| a.name.cmp(&b.name))
        });
        nodes
    }

    fn system(&self, id: &str, project: &Project) -> Node {
        let declared = &project.declaration;
        let mut links: Vec<Link> = Vec::new();
        if let Some(before) = &project.predecessor {
            links.push(self.link("承接", "project", before, before));
        }
        for hit in declared.matches.iter().filter(|hit| is_reused(hit)) {
            let link = self.link("复用", &hit.kind, &hit.subject, &hit.title);
            if !links.contains(&link) {
                links.push(link);
            }
        }
        let design = declared.design.as_ref().and_then(|id| {
            let design = self.world.registers.designs.get(id)?;
            let item = declared.design_item.as_ref();
            let item = item.and_then(|code| design.items.iter().find(|it| it.code == *code));
            let item = item.map_or("", |item| item.title.as_str());
            Some(format!("{} {item}", design.title).trim_end().to_owned())
        });
        Node {
            key: format!("project:{id}"),
            href: format!("/projects/{id}"),
            name: project.title.clone(),
            kind: if project.accepted_on().is_some() {
                "已建系统"
            } else {
                "在建系统"
            },
            whose: project.unit_name.clone(),
            fields: names(v::FIELDS, &project.fields),
            year: project.letter.as_ref().map(|letter| letter.on.year()),
            design: design.unwrap_or_default(),
            links,
        }
    }

    fn result(&self, entry: &ResultEntry, key: String) -> Node {
        Node {
            key,
            href: format!("/registers/result/{}", entry.id),
            name: entry.name.clone(),
            kind: "项目成果",
            whose: entry.unit_name.clone(),
            fields: String::new(),
            year: entry.registered_on.map(jiff::civil::Date::year),
            design: String::new(),
            links: self
                .systems
                .contains_key(entry.project.as_str())
                .then(|| self.link("出自", "project", &entry.project, ""))
                .into_iter()
                .collect(),
        }
    }

    /// A link with the name of what it leads to, where the reader may see that.
    fn link(&self, how: &'static str, kind: &str, id: &str, name: &str) -> Link {
        let registers = &self.world.registers;
        let seen = match kind {
            "project" => self.systems.get(id).map(|project| {
                let href = format!("/projects/{id}");
                (project.title.clone(), href)
            }),
            "platform" => registers.platforms.get(id).map(|platform| {
                let href = format!("/registers/platform/{id}");
                (platform.name.clone(), href)
            }),
            "result" if self.results => registers.results.get(id).map(|it| {
                let href = format!("/registers/result/{id}");
                (it.name.clone(), href)
            }),
            _ => None,
        };
        let known = registers.projects.get(id).map(|it| it.title.clone());
        let (name, href) = seen.unwrap_or_else(|| {
            let name = known.unwrap_or_else(|| name.to_owned());
            (name, String::new())
        });
        Link {
            how,
            to: format!("{kind}:{id}"),
            name,
            href,
        }
    }
}

fn is_reused(hit: &Match) -> bool {
    let answer = hit.answer.as_ref();
    !hit.subject.is_empty() && answer.is_some_and(|answer| answer.answer == "reused")
}

/// How often each is led to.
fn met(nodes: &[Node]) -> BTreeMap<String, usize> {
    let mut met = BTreeMap::new();
    for link in nodes.iter().flat_map(|node| &node.links) {
        *met.entry(link.to.clone()).or_default() += 1;
    }
    met
}
