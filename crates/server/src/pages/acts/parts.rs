//! The fields of a form in its parts, with the files that wait for it.

use tongchou_project::{Aggregate, FieldKind};

use super::Target;
use super::verdict::Shown;
use crate::files::{Waiting, kinds, size_in_words};
use crate::forms::view::{Control, FieldView, FilesControl};
use crate::forms::{Pairs, sections};
use crate::pages::project::sections::Returned;
use crate::web::{Failure, SignedIn, Web};

/// Fields that stand together; a short form is one part without a title.
#[derive(Debug)]
pub(super) struct Part {
    pub key: &'static str,
    pub title: &'static str,
    pub lead: &'static str,
    pub fields: Vec<FieldView>,
    /// Does not concern the project and holds nothing: its title alone is shown.
    pub folded: bool,
}

impl Part {
    /// Writes what a return says of a field beside it.
    pub fn ask(&mut self, returned: &Returned) {
        for field in &mut self.fields {
            let about = returned.defects.iter();
            let about = about.filter(|defect| defect.subject == field.label);
            field
                .asked
                .extend(about.map(|defect| match &*defect.clause {
                    "" => defect.says.clone(),
                    clause => format!("{}（{clause}）", defect.says),
                }));
            self.folded &= field.asked.is_empty();
        }
    }
}

/// What the person has sent for a form, where it takes files; `typed` are the fields
/// of one that was sent before.
pub(super) async fn waiting_files(
    web: &Web,
    user: &SignedIn,
    target: &Target,
    (current, typed): (Option<&Aggregate>, Option<&Pairs>),
) -> Result<Option<FilesControl>, Failure> {
    let mut fields = target.spec.fields.iter();
    let field = fields.find(|field| field.kind == FieldKind::Files);
    let (Some(field), Some(files)) = (field, &web.files) else {
        return Ok(None);
    };
    let typed: Option<Vec<String>> =
        typed.map(|typed| typed.all(field.name).map(ToOwned::to_owned).collect());
    let (store, person) = (web.app.store(), &user.actor.person);
    let action = target.action();
    let waiting = Waiting::of(store, person, &action, typed.as_deref(), current).await?;
    let endings = kinds::endings();
    Ok(Some(FilesControl {
        waiting,
        accept: format!(".{}", endings.join(",.")),
        largest: size_in_words(files.limits().largest),
        address: "/uploads",
        accepts_unread: files.limits().accept_unread,
    }))
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

pub(super) fn parts(
    act: &str,
    fields: Vec<FieldView>,
    (typed, verdict): (&Pairs, Option<&Shown>),
) -> Vec<Part> {
    let sections = sections::of(act);
    if sections.is_empty() {
        return vec![Part {
            key: "",
            title: "",
            lead: "",
            fields,
            folded: false,
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
        folded: verdict.is_some_and(|shown| shown.aside(section.key))
            && !section.fields.iter().any(|name| typed.holds(name)),
    };
    sections.iter().map(part).collect()
}
