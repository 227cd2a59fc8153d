//! Places to note a defect: one beside each part of the declaration and each
//! material, some free. What was noted becomes the rows of one return.

use tongchou_project::{Project, act_spec};
use tongchou_rules::{article, vocabulary};

use super::comparison::Comparison;
use super::declared;
use crate::files::FileRow;
use crate::format;
use crate::forms::{Pairs, element_id};
use crate::pages::difference::Segment;
use crate::pages::opened::Opened;
use crate::web::Failure;

const TABLE: &str = "defects";
/// Free rows below those beside something.
const FREE: usize = 2;

/// One place on the desk.
#[derive(Debug)]
pub struct Note {
    pub index: usize,
    pub group: &'static str,
    /// Whether the group begins here.
    pub first: bool,
    pub subject: String,
    pub article: String,
    pub paragraphs: Vec<String>,
    pub items: Vec<declared::Line>,
    pub files: Vec<FileRow>,
    pub changed: Option<Vec<Segment>>,
    pub free: bool,
    pub defect: String,
    pub clause: String,
    /// Open on the page: something is noted here.
    pub noted: bool,
}

/// What was sent, without the places that were left empty.
#[derive(Debug)]
pub struct Noted {
    pub pairs: Pairs,
    /// For each row that was kept, its place on the desk.
    rows: Vec<usize>,
}

impl Noted {
    pub fn of(form: &Pairs) -> Self {
        let mut pairs = Pairs::default();
        for name in ["outcome", "opinion"] {
            for value in form.all(name) {
                pairs.push(name, value);
            }
        }
        let mut rows = Vec::new();
        for row in 0..form.rows(TABLE) {
            let name = |column: &str| format!("{TABLE}.{row}.{column}");
            let filled = |column: &str| form.filled(&name(column)).is_some();
            let beside = filled("beside");
            if filled("defect") || filled("clause") || (!beside && filled("subject")) {
                for column in ["subject", "defect", "clause"] {
                    let value = form.first(&name(column)).unwrap_or_default();
                    pairs.push(format!("{TABLE}.{}.{column}", rows.len()), value);
                }
                rows.push(row);
            }
        }
        Self { pairs, rows }
    }

    /// The element on the page that an error is about.
    pub fn place(&self, field: &str) -> String {
        let name = crate::forms::form_name(field);
        let mut parts = name.split('.');
        let row = match (parts.next(), parts.next()) {
            (Some(TABLE), Some(row)) => row.parse::<usize>().ok(),
            _ => None,
        };
        let row = row.and_then(|row| self.rows.get(row).copied());
        match (row, parts.next()) {
            (Some(row), Some(column)) => element_id(&format!("{TABLE}.{row}.{column}")),
            (Some(row), None) => element_id(&format!("{TABLE}.{row}.defect")),
            (None, _) => element_id(&name),
        }
    }
}

pub fn notes(
    opened: &Opened<'_>,
    comparison: Option<&Comparison>,
    typed: &Pairs,
) -> Result<Vec<Note>, Failure> {
    let mut notes = of_fields(opened, comparison);
    notes.extend(of_materials(opened.project()?));
    for _ in 0..FREE {
        notes.push(place("其他问题", "", ""));
    }
    let mut group = "";
    for (index, note) in notes.iter_mut().enumerate() {
        let cell = |column: &str| {
            let name = format!("{TABLE}.{index}.{column}");
            typed.first(&name).unwrap_or_default().to_owned()
        };
        note.index = index;
        note.first = note.group != group;
        group = note.group;
        note.defect = cell("defect");
        note.clause = cell("clause");
        if note.subject.is_empty() {
            note.free = true;
            note.subject = cell("subject");
        }
        note.noted = !note.defect.is_empty() || !note.clause.is_empty();
    }
    Ok(notes)
}

fn place(group: &'static str, subject: &str, cited: &str) -> Note {
    Note {
        index: 0,
        group,
        first: false,
        subject: subject.to_owned(),
        article: article::in_words(cited).unwrap_or_default(),
        paragraphs: Vec::new(),
        items: Vec::new(),
        files: Vec::new(),
        changed: None,
        free: false,
        defect: String::new(),
        clause: String::new(),
        noted: false,
    }
}

fn of_fields(opened: &Opened<'_>, comparison: Option<&Comparison>) -> Vec<Note> {
    let said = declared::parts(&opened.world, &opened.aggregate);
    said.into_iter()
        .map(|part| Note {
            paragraphs: part.text.lines().map(str::to_owned).collect(),
            items: part.lines,
            changed: comparison.and_then(|found| found.of(part.name).cloned()),
            ..place(part.group, part.label, part.article)
        })
        .collect()
}

/// The latest document of each kind; where a kind is lacking the checklist says so.
fn of_materials(project: &Project) -> Vec<Note> {
    let cited = |material: &str| match material {
        "security_plan" => "4",
        "truth_commitment" => "13",
        "data_risk_report" => "12",
        "service_budget" => "9",
        "feasibility_report" => "11",
        "needs_argument" | "declaration_form" => "8",
        _ => act_spec("submit_material")
            .and_then(|spec| spec.field("material"))
            .map_or("", |field| field.article),
    };
    project
        .current_documents()
        .map(|(document, earlier)| {
            let kind = vocabulary::MATERIALS.label(&document.material);
            let kind = kind.unwrap_or(&document.material);
            let mut about = vec![format!(
                "{}；{}提交，{} {}",
                document.title,
                format::day(document.on),
                document.by.body_name,
                document.by.name
            )];
            about.extend(document.number.as_ref().map(|it| format!("文号：{it}")));
            about.extend(
                document
                    .dated_on
                    .map(|it| format!("材料日期：{}", format::day(it))),
            );
            about.extend(document.note.as_ref().map(|it| format!("说明：{it}")));
            if earlier > 0 {
                about.push(format!("第{}次提交；此前的版本见项目的材料。", earlier + 1));
            }
            if !project.has_file_of(&document.material) {
                about.push("没有附文件，只登记了名称：请核对纸质原件。".to_owned());
            }
            let filings = project.filings.iter().filter(|filing| {
                filing.material.as_ref() == Some(&document.material)
                    && !filing.is_replaced(&project.filings)
            });
            let files = filings.flat_map(|filing| &filing.files);
            Note {
                files: files.map(FileRow::of).collect(),
                paragraphs: about,
                ..place("申报材料", kind, cited(&document.material))
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Noted, Pairs};

    #[test]
    fn empty_places_are_left_out_and_errors_find_their_row() {
        let mut form = Pairs::default();
        for (name, value) in [
            ("outcome", "return"),
            ("defects.0.subject", "业务目标"),
            ("defects.0.beside", "1"),
            ("defects.0.defect", ""),
            ("defects.3.subject", "投资概算"),
            ("defects.3.beside", "1"),
            ("defects.3.defect", "单价偏高"),
            ("defects.5.subject", "其他"),
            ("defects.5.defect", ""),
        ] {
            form.push(name, value);
        }
        let noted = Noted::of(&form);
        assert_eq!(noted.pairs.rows("defects"), 2);
        assert_eq!(noted.pairs.first("defects.0.subject"), Some("投资概算"));
        assert_eq!(noted.place("defects[1].defect"), "f-defects-5-defect");
        assert_eq!(noted.place("opinion"), "f-opinion");
    }
}
