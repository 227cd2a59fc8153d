//! Sheets that come in: a table of rows, each one an act that brings something
//! into being. Read within bounds, tried out row by row, then done; what is wrong
//! comes back in a copy of the sender's own sheet. Nothing here knows any single
//! act: the columns are the act's fields.

pub mod fit;
mod gather;
pub mod history;
mod marked;
pub mod people;
pub mod read;
mod report;
pub mod run;
pub mod sheet;

use std::sync::LazyLock;

use tongchou_project::{ActSpec, FieldError, FieldKind, FieldSpec, act_spec};

/// What can be brought in by a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// In addresses and on the command line.
    pub key: &'static str,
    pub name: &'static str,
    pub act: &'static str,
    /// Each row names the project that its act is on.
    pub on_project: bool,
    /// The table of the act's form that the rows fill: rows that otherwise say the
    /// same are one act.
    pub table: Option<&'static str>,
}

pub const KINDS: [Kind; 14] = [
    kind("agency", "外包服务机构", "register_agency"),
    kind("expert", "专家", "register_expert"),
    kind("platform", "共性平台", "register_platform"),
    kind("synonyms", "同义词", "add_synonyms"),
    kind("catalogue_item", "购买服务目录", "add_catalogue_item"),
    kind("project", "项目登记", "register_project"),
    on_project("contract", "合同", "sign_contract", Some("items")),
    on_project("payment", "付款", "make_payment", None),
    on_project("asset", "软硬件资产", "register_assets", Some("assets")),
    kind(HISTORY, "往年项目", "record_earlier_project"),
    kind(people::BODY, "单位", ""),
    kind(people::ACCOUNT, "人员账号", ""),
    kind(people::BODY_CAPACITIES, "单位身份", ""),
    kind(people::CAPACITIES_HELD, "人员身份", ""),
];

/// Rows of what happened, many to a project of earlier years.
const HISTORY: &str = "history";

const fn kind(key: &'static str, name: &'static str, act: &'static str) -> Kind {
    Kind {
        key,
        name,
        act,
        on_project: false,
        table: None,
    }
}

const fn on_project(
    key: &'static str,
    name: &'static str,
    act: &'static str,
    table: Option<&'static str>,
) -> Kind {
    Kind {
        on_project: true,
        table,
        ..kind(key, name, act)
    }
}

/// A column that no act's field stands for.
const fn own_column(
    name: &'static str,
    label: &'static str,
    required: bool,
    kind: FieldKind,
    help: &'static str,
) -> FieldSpec {
    FieldSpec {
        name,
        label,
        kind,
        required,
        help,
        article: "",
    }
}

/// The column that names a project.
pub const PROJECT: &str = "on_project";

const PROJECT_COLUMN: FieldSpec = FieldSpec {
    name: PROJECT,
    label: "项目名称",
    kind: FieldKind::Text { max: 200 },
    required: true,
    help: "已登记项目的名称；有同名项目的，填审查意见函文号",
    article: "",
};

/// The columns of each kind, made once.
static COLUMNS: LazyLock<Vec<Vec<FieldSpec>>> =
    LazyLock::new(|| KINDS.iter().map(|kind| kind.all_columns()).collect());

impl Kind {
    pub fn of(key: &str) -> Option<Self> {
        KINDS.into_iter().find(|kind| kind.key == key)
    }

    /// What a sheet of it has columns for.
    pub fn columns(self) -> &'static [FieldSpec] {
        let place = KINDS.iter().position(|kind| *kind == self);
        let columns = place.and_then(|place| COLUMNS.get(place));
        columns.map_or(&[], Vec::as_slice)
    }

    /// Whether its rows are what happened to projects of earlier years: they are judged
    /// as a whole, also for those who may not take them in.
    pub fn is_history(self) -> bool {
        self.key == HISTORY
    }

    /// Whether its rows are bodies, people and what they may do: the work of the
    /// administrators, and no acts.
    pub fn is_of_people(self) -> bool {
        people::is_of(self.key)
    }

    fn all_columns(self) -> Vec<FieldSpec> {
        if self.is_history() {
            return history::columns();
        }
        if self.is_of_people() {
            return people::columns(self.key);
        }
        let fields = self.spec().map_or(&[][..], |spec| spec.fields);
        let project = self.on_project.then_some(PROJECT_COLUMN);
        let flat = fields.iter().filter(|field| fit::is_flat(field));
        let rows = self.rows().iter().filter(|field| fit::is_flat(field));
        project
            .into_iter()
            .chain(flat.chain(rows).copied())
            .collect()
    }

    /// The columns of its table.
    pub fn rows(self) -> &'static [FieldSpec] {
        let fields = self.spec().map_or(&[][..], |spec| spec.fields);
        let table = fields.iter().find(|field| self.table == Some(field.name));
        match table.map(|table| table.kind) {
            Some(FieldKind::Rows(columns)) => columns,
            _ => &[],
        }
    }

    pub fn spec(self) -> Option<&'static ActSpec> {
        act_spec(self.act)
    }
}

/// A sheet as it came: every row under its head, by the numbers that its sender sees.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The name of the sheet; empty where there is but one without a name.
    pub sheet: String,
    pub heads: Vec<String>,
    /// What stands above the head, such as a title.
    pub above: Vec<Line>,
    /// The head's own number.
    pub head_at: usize,
    pub rows: Vec<Line>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    pub number: usize,
    pub cells: Vec<String>,
}

/// What is wrong with a row: at a column, by its place, or with the whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    pub column: Option<usize>,
    pub says: String,
}

/// The field that a sheet is sent in.
pub const FILE: &str = "file";

/// What is wrong with the file as a whole.
pub fn fault(says: impl Into<String>) -> FieldError {
    FieldError {
        field: FILE.to_owned(),
        label: "文件".to_owned(),
        message: says.into(),
        clause: None,
        withhold: false,
    }
}
