//! Forms are made from the fields an act describes: laid out, read back, shown
//! again with what was typed. Nothing here knows any single act.

pub mod decode;
pub mod json;
pub mod view;

pub use decode::Pairs;

/// Names of fields that belong to the form itself. An act's own fields never
/// begin with an underscore.
pub const CSRF: &str = "_csrf";
pub const KEY: &str = "_key";
pub const SEEN: &str = "_seen";
pub const MORE: &str = "_more";

/// `items[2].amount`, as errors name fields, to `items.2.amount`, as forms do.
pub fn form_name(path: &str) -> String {
    path.replace('[', ".").replace(']', "")
}

/// A name that can be the id of an element and the target of a link.
pub fn element_id(name: &str) -> String {
    format!("f-{}", name.replace('.', "-"))
}
