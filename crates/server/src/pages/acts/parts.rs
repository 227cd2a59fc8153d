//! The fields of a form in its parts, with the files that wait for it.

use crate::forms::sections;
use crate::forms::view::{Control, FieldView, FilesControl};

/// Fields that stand together; a short form is one part without a title.
#[derive(Debug)]
pub(super) struct Part {
    pub key: &'static str,
    pub title: &'static str,
    pub lead: &'static str,
    pub fields: Vec<FieldView>,
}

/// A form has one field for files at most.
pub(super) fn with_files(
    mut fields: Vec<FieldView>,
    files: Option<FilesControl>,
) -> Vec<FieldView> {
    if let Some(files) = files {
        let mut places = fields.iter_mut().map(|field| &mut field.control);
        if let Some(place) = places.find(|control| matches!(control, Control::Files(_))) {
            *place = Control::Files(files);
        }
    }
    fields
}

pub(super) fn parts(act: &str, fields: Vec<FieldView>) -> Vec<Part> {
    let sections = sections::of(act);
    if sections.is_empty() {
        return vec![Part {
            key: "",
            title: "",
            lead: "",
            fields,
        }];
    }
    let mut fields: Vec<Option<FieldView>> = fields.into_iter().map(Some).collect();
    let mut take = |name: &str| {
        let mut places = fields.iter_mut();
        let place = places.find(|place| place.as_ref().is_some_and(|field| field.name == name));
        place.and_then(Option::take)
    };
    let part = |section: &sections::Section| Part {
        key: section.key,
        title: section.title,
        lead: section.lead,
        fields: section
            .fields
            .iter()
            .filter_map(|name| take(name))
            .collect(),
    };
    sections.iter().map(part).collect()
}
