//! Forms are made from the fields an act describes: laid out, read back, shown
//! again with what was typed. Nothing here knows any single act.

pub mod decode;
pub mod json;
pub mod paste;
pub mod sections;
pub mod view;

pub use decode::Pairs;

/// Names of fields that belong to the form itself. An act's own fields never
/// begin with an underscore.
pub const CSRF: &str = "_csrf";
pub const KEY: &str = "_key";
pub const SEEN: &str = "_seen";
pub const MORE: &str = "_more";
/// A row that is to go: `budget.3`.
pub const LESS: &str = "_less";
/// The table that takes what stands in its paste box.
pub const FILL: &str = "_fill";
/// With a table's name behind it: its paste box, and the cell pasted at.
pub const PASTED: &str = "_paste.";
pub const PASTED_AT: &str = "_at.";
/// The revision of the draft that the form began from.
pub const DRAFT: &str = "_draft";
/// The revision of another draft that this one is to replace.
pub const OVER: &str = "_over";

/// `items[2].amount`, as errors name fields, to `items.2.amount`, as forms do.
pub fn form_name(path: &str) -> String {
    path.replace('[', ".").replace(']', "")
}

/// A name that can be the id of an element and the target of a link.
pub fn element_id(name: &str) -> String {
    format!("f-{}", name.replace('.', "-"))
}
