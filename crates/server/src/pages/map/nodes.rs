//! What the map shows: nodes, and the links between them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use jiff::civil::Date;
use tongchou_project::registers::{Design, ResultEntry};
use tongchou_project::state::Match;
use tongchou_project::{DesignRow, Project, Stage};
use tongchou_rules::vocabulary as v;

use super::Asked;
use crate::app::{Entry, World};
use crate::pages::words::names;

/// So many characters of what a system is for.
const MOST_SAID: usize = 80;

/// A system, a platform or a result.
#[derive(Debug)]
pub struct Node {
    pub key: String,
    pub href: String,
    pub name: String,
    pub kind: &'static str,
    pub whose: String,
    pub fields: String,
    pub year: Option<i16>,
    /// What it is for, or what it offers.
    pub says: String,
    pub links: Vec<Link>,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Link {
    pub how: &'static str,
    pub to: String,
    pub name: String,
    /// Empty where the reader may not open it.
    pub href: String,
}

pub struct Map<'a> {
    world: &'a World,
    /// Projects approved or of earlier years, by id.
    systems: BTreeMap<&'a str, &'a Project>,
    /// Whether the reader may see the catalogue of results.
    results: bool,
}

impl<'a> Map<'a> {
    pub fn of(world: &'a World, entries: &'a [Arc<Entry>], results: bool) -> Self {
        let systems = entries
            .iter()
            .filter_map(|entry| {
                let project = entry.aggregate.project()?;
                let known = project.letter.is_some() || project.earlier.is_some();
                let stands = known && project.stage() != Stage::Terminated;
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
    pub fn bodies(&self, of: fn(&Project) -> &String) -> Vec<(String, String)> {
        let ids: BTreeSet<&String> = self.systems.values().map(|project| of(project)).collect();
        let named = ids.into_iter().filter(|id| !id.is_empty());
        let mut named: Vec<(String, String)> = named
            .map(|id| (id.clone(), self.world.registers.body_name(id)))
            .collect();
        named.sort_by(|a, b| a.1.cmp(&b.1));
        named
    }

    /// The most joined first. What is joined to a system that is kept is kept as well.
    pub fn nodes(&self, asked: &Asked) -> Vec<Node> {
        let kept = self.systems.iter().filter(|(_, it)| asked.keeps(it));
        let mut nodes: Vec<Node> = kept.map(|(id, project)| self.system(id, project)).collect();
        let named: HashSet<String> = nodes
            .iter()
            .flat_map(|node| node.links.iter().map(|link| link.to.clone()))
            .collect();
        let here: HashSet<&String> = nodes.iter().map(|node| &node.key).collect();
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
                says: short(&it.description),
                links: Vec::new(),
                key,
            })
        }));
        beside.extend(self.design_items(&named));
        beside.extend(self.results().filter_map(|it| {
            let key = format!("result:{}", it.id);
            let of_kept = here.contains(&format!("project:{}", it.project));
            (of_kept || named.contains(&key)).then(|| self.result(it, key))
        }));
        nodes.append(&mut beside);
        let met = met(&nodes);
        let joined = |node: Node| {
            let led_to = met.get(&node.key).copied().unwrap_or_default();
            (node.links.len() + led_to, node)
        };
        let mut nodes: Vec<(usize, Node)> = nodes.into_iter().map(joined).collect();
        nodes.sort_by(|(a, one), (b, other)| b.cmp(a).then_with(|| one.name.cmp(&other.name)));
        nodes.into_iter().map(|(_, node)| node).collect()
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
        links.extend(self.rests_on(project));
        Node {
            key: format!("project:{id}"),
            href: format!("/projects/{id}"),
            name: project.title.clone(),
            kind: kind(project),
            whose: project.unit_name.clone(),
            fields: names(v::FIELDS, &project.fields),
            year: began(project),
            says: short(match project.summary.as_str() {
                "" => declared.topics.get("objectives").map_or("", String::as_str),
                summary => summary,
            }),
            links,
        }
    }

    /// The item of a design that a project rests on.
    fn rests_on(&self, project: &Project) -> Option<Link> {
        let declared = &project.declaration;
        let design = declared.design.as_ref()?;
        let design = self.world.registers.designs.get(design)?;
        let code = declared.design_item.as_ref()?;
        let item = design.items.iter().find(|it| it.code == *code)?;
        Some(Link {
            how: "依据",
            to: format!("design:{}:{}", design.id, item.code),
            name: format!("{} {}", item.code, item.title),
            href: format!("/registers/design/{}", design.id),
        })
    }

    /// The items of designs that something rests on.
    fn design_items(&self, named: &HashSet<String>) -> Vec<Node> {
        let designs = self.world.registers.designs.values();
        let items = designs.flat_map(|design| design.items.iter().map(move |item| (design, item)));
        let node = |(design, item): (&Design, &DesignRow)| Node {
            key: format!("design:{}:{}", design.id, item.code),
            href: format!("/registers/design/{}", design.id),
            name: format!("{} {}", item.code, item.title),
            kind: "顶层设计条目",
            whose: design.by.body_name.clone(),
            fields: String::new(),
            year: None,
            says: design.title.clone(),
            links: Vec::new(),
        };
        let nodes = items.map(node);
        nodes.filter(|node| named.contains(&node.key)).collect()
    }

    fn result(&self, entry: &ResultEntry, key: String) -> Node {
        Node {
            key,
            href: format!("/registers/result/{}", entry.id),
            name: entry.name.clone(),
            kind: "项目成果",
            whose: entry.unit_name.clone(),
            fields: String::new(),
            year: entry.registered_on.map(Date::year),
            says: short(&entry.description),
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

fn kind(project: &Project) -> &'static str {
    match project.stage() {
        _ if project.nature == "operation" => "运维服务",
        _ if project.earlier.is_some() => "往年系统",
        Stage::Suspended => "暂停建设",
        _ if project.accepted_on().is_some() => "已建系统",
        _ => "在建系统",
    }
}

/// The year of the letter, or that in which records of an earlier project begin.
fn began(project: &Project) -> Option<i16> {
    let letter = project.letter.as_ref().map(|letter| letter.on);
    let earlier = project.earlier.iter().flat_map(|earlier| &earlier.events);
    let on = letter.or(earlier.map(|event| event.on).min());
    on.map(Date::year)
}

/// Enough to know what it is about.
fn short(text: &str) -> String {
    let mut short: String = text.chars().take(MOST_SAID).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

fn is_reused(hit: &Match) -> bool {
    let answer = hit.answer.as_ref();
    !hit.subject.is_empty() && answer.is_some_and(|answer| answer.answer == "reused")
}

/// How often each is led to.
fn met(nodes: &[Node]) -> HashMap<String, usize> {
    let mut met = HashMap::new();
    for link in nodes.iter().flat_map(|node| &node.links) {
        *met.entry(link.to.clone()).or_default() += 1;
    }
    met
}
