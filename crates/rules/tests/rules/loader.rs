//! A pack with a mistake is refused with file, line and a plain sentence.

use crate::support::{pack_files, try_load};

/// The errors after one text is replaced by another in one file.
fn broken(file: &str, from: &str, to: &str) -> String {
    let mut files = pack_files();
    let text = &mut files.iter_mut().find(|(path, _)| path == file).unwrap().1;
    assert!(text.contains(from), "{file} lacks {from}");
    *text = text.replacen(from, to, 1);
    try_load(&files).unwrap_err()
}

const CHAPTER: &str = "4-construction.cedar";

#[test]
fn a_misspelt_material_is_found() {
    let errors = broken(
        CHAPTER,
        "Material::\"software_test_report\"",
        "Material::\"software_test_raport\"",
    );
    assert!(
        errors.contains(CHAPTER) && errors.contains("software_test_raport"),
        "{errors}"
    );
}

#[test]
fn an_unknown_annotation_is_found_with_its_line() {
    let errors = broken(
        CHAPTER,
        "@id(\"A20.3\")",
        "@id(\"A20.3\") @artcle(\"20.3\")",
    );
    assert!(errors.contains("unknown annotation @artcle"), "{errors}");
    assert!(errors.starts_with(&format!("{CHAPTER}:")), "{errors}");
}

#[test]
fn an_unknown_limit_in_a_message_is_found() {
    let errors = broken(CHAPTER, "{software_test_from}", "{software_test_form}");
    assert!(errors.contains("software_test_form"), "{errors}");
}

#[test]
fn a_doubled_id_is_found() {
    let errors = broken(CHAPTER, "@id(\"A20.3\")", "@id(\"A20.5\")");
    assert!(
        errors.contains("used twice") || errors.contains("no clause A20.3"),
        "{errors}"
    );
}

#[test]
fn a_clause_without_cases_is_found() {
    let mut files = pack_files();
    files.retain(|(path, _)| path != "cases/A16.toml");
    let errors = try_load(&files).unwrap_err();
    assert!(
        errors.contains("clause A16") && errors.contains("no case"),
        "{errors}"
    );
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let mut files = pack_files();
    files.retain(|(path, _)| path != "measure.toml");
    assert!(try_load(&files).unwrap_err().contains("measure.toml"));
}

#[test]
fn a_missing_annotation_is_found() {
    let errors = broken(CHAPTER, "@basis(", "@note(");
    assert!(errors.contains("@basis is missing"), "{errors}");
}

#[test]
fn an_amount_that_is_none_is_found() {
    let errors = broken("measure.toml", "\"1000000\"", "\"1e6\"");
    assert!(errors.contains("measure.toml"), "{errors}");
}
