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
        message: error.message.clone(),
    };
    errors.iter().map(link).collect()
}
