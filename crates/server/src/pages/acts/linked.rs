//! Errors of a form as links to their fields.

use tongchou_project::FieldError;

use crate::forms::{element_id, form_name};

/// An error at the top of the page, leading to its field.
#[derive(Debug)]
pub(crate) struct Linked {
    pub target: String,
    pub label: String,
    pub message: String,
}

pub(super) fn linked(errors: &[FieldError]) -> Vec<Linked> {
    let link = |error: &FieldError| Linked {
        target: element_id(&form_name(&error.field)),
        label: error.label.clone(),
        message: unnamed(error).to_owned(),
    };
    errors.iter().map(link).collect()
}

/// The message without the field's name at its head, where the label says it already.
fn unnamed(error: &FieldError) -> &str {
    let own = error.label.rsplit('·').next().unwrap_or_default();
    let rest = error.message.strip_prefix('“');
    let rest = rest.and_then(|rest| rest.strip_prefix(own));
    let rest = rest.and_then(|rest| rest.strip_prefix('”'));
    rest.filter(|rest| !rest.is_empty())
        .unwrap_or(&error.message)
}
