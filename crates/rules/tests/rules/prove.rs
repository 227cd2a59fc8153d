//! The formal check of the pack, and that it finds what is wrong. Needs the
//! solver that bin/setup installs.

use std::path::{Path, PathBuf};

use tongchou_rules::Regulation;
use tongchou_rules::prove::{self, Outcome, ProveError, Report};

use crate::support::{pack_files, try_load};

fn solver() -> PathBuf {
    std::env::var_os("CVC5").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../bin/cvc5"),
        PathBuf::from,
    )
}

/// Loads a pack of these texts. Proofs ask nothing of the cases, so each clause
/// gets two that only satisfy the loader.
fn loaded(files: &[(String, String)]) -> Regulation {
    let mut files: Vec<_> = files
        .iter()
        .filter(|(path, _)| !path.starts_with("cases/"))
        .cloned()
        .collect();
    let texts = files.iter().filter(|(path, _)| chapter(path));
    let cases: String = texts
        .flat_map(|(_, text)| ids(text))
        .map(any_cases)
        .collect();
    files.push(("cases/any.toml".to_owned(), cases));
    try_load(&files).unwrap_or_else(|errors| panic!("{errors}"))
}

fn any_cases(id: &str) -> String {
    let case = |expect| {
        format!(
            "[[case]]\nclause = \"{id}\"\nact = \"close_project\"\non = 2023-05-10\nexpect = \"{expect}\"\n[case.facts]\n"
        )
    };
    case("missing") + &case("satisfied")
}

fn proved(regulation: &Regulation, only: &[&str]) -> Report {
    let report = prove::run_only(regulation, Some(&solver()), only)
        .unwrap_or_else(|error| panic!("{error}"));
    println!("{report}");
    report
}

fn chapter(path: &str) -> bool {
    path.ends_with(".cedar") && path.starts_with(|first: char| first.is_ascii_digit())
}

fn ids(text: &str) -> impl Iterator<Item = &str> {
    text.split("@id(\"")
        .skip(1)
        .filter_map(|rest| rest.split_once('"').map(|(id, _)| id))
}

/// The pack with a piece of one clause replaced.
fn edited(id: &str, from: &str, to: &str) -> Regulation {
    let mut files = pack_files();
    let opening = format!("@id(\"{id}\")");
    let (_, text) = files
        .iter_mut()
        .find(|(path, text)| chapter(path) && text.contains(&opening))
        .unwrap_or_else(|| panic!("no clause {id}"));
    let (before, rest) = text.split_once(&opening).unwrap();
    let (clause, after) = rest.split_once("@id(").unwrap();
    assert!(clause.contains(from), "{id} lacks {from}");
    *text = format!(
        "{before}{opening}{}@id({after}",
        clause.replacen(from, to, 1)
    );
    loaded(&files)
}

/// The pack with one clause more.
fn with_clause(annotations: &str, act: &str, unless: &str) -> Regulation {
    let mut files = pack_files();
    let (_, text) = files
        .iter_mut()
        .find(|(path, _)| path.starts_with("4-"))
        .unwrap();
    *text += &format!(
        "\n@id(\"seeded\") @article(\"17\") @basis(\"inferred\") {annotations} @says(\"…\") @remedy(\"…\")\n\
         forbid (principal, action == Action::\"{act}\", resource) when {{ true }} unless {{ {unless} }};\n"
    );
    loaded(&files)
}

fn counterexample(regulation: &Regulation, name: &str) -> String {
    match &proved(regulation, &[name]).property(name).unwrap().outcome {
        Outcome::Counterexample(lines) => lines.join("\n"),
        other => panic!("{name} should have a counterexample: {other:?}"),
    }
}

#[test]
fn the_pack_has_every_property() {
    let report = proved(&loaded(&pack_files()), &[]);
    assert!(report.holds(), "{report}");
    assert!(
        report
            .properties
            .iter()
            .all(|checked| checked.questions > 0),
        "{report}"
    );
}

#[test]
fn money_without_a_letter_is_found() {
    let without = edited("A16", "Action::\"arrange_budget\",", "");
    let found = counterexample(&without, "letter_first");
    assert!(
        found.contains("反例：安排预算，当已取得审查意见函=否"),
        "{found}"
    );
    assert!(!found.contains("=-"), "ordinary amounts: {found}");
    assert!(
        !found.contains("启动采购") && !found.contains("签订合同"),
        "{found}"
    );
}

#[test]
fn a_missing_assessment_is_found() {
    let without = edited(
        "A20.2b-cryptography-acceptance",
        "context.passed.contains",
        "context.submitted.contains",
    );
    let found = counterexample(&without, "both_assessments");
    assert!(
        found.contains("竣工验收结论") && found.contains("结论=通过"),
        "{found}"
    );
}

#[test]
fn a_clause_that_only_warns_does_not_count() {
    let warned = edited(
        "A16-paid",
        "@basis(\"inferred\")",
        "@basis(\"inferred\") @enforcement(\"warn\")",
    );
    let found = counterexample(&warned, "within_budget");
    assert!(
        found.contains("拨付资金") && found.contains("已安排预算="),
        "{found}"
    );
}

#[test]
fn an_overflow_is_found() {
    let seeded = with_clause(
        "",
        "make_payment",
        "context.paid_after + context.contract_amount >= 0",
    );
    let found = counterexample(&seeded, "never_errors");
    assert!(
        found.contains("seeded 出错") && found.contains("overflow"),
        "{found}"
    );
}

#[test]
fn an_act_that_nobody_can_do_is_found() {
    let closed = with_clause(
        "",
        "go_live",
        "context.construction_started && !context.construction_started",
    );
    let found = counterexample(&closed, "possible");
    assert!(
        found.contains("投入使用在任何情况下都没有人能办理"),
        "{found}"
    );
}

#[test]
fn a_label_that_means_nothing_is_found() {
    let vain = with_clause(
        "@material(\"asset_list\")",
        "go_live",
        "context.submitted.contains(Material::\"archive_index\")",
    );
    assert!(
        counterexample(&vain, "honest_labels")
            .contains("seeded（软硬件资产清单）：标明的材料对结果没有影响")
    );
    let contrary = with_clause(
        "@material(\"asset_list\")",
        "go_live",
        "!context.submitted.contains(Material::\"asset_list\")",
    );
    assert!(
        counterexample(&contrary, "honest_labels")
            .contains("seeded（软硬件资产清单）：交了材料反而被拒绝")
    );
}

#[test]
fn a_clause_that_another_swallows_is_told() {
    let doubled = with_clause(
        "",
        "sign_contract",
        "context.letter_issued || context.warranty_months > 6",
    );
    let report = proved(&doubled, &["needed"]);
    assert!(
        report.holds() && report.to_string().contains("seeded 已被 A16 涵盖"),
        "{report}"
    );
}

#[test]
fn without_a_solver_it_says_how_to_get_one() {
    let error = prove::run(&loaded(&pack_files()), Some(Path::new("/nowhere/cvc5"))).unwrap_err();
    assert!(matches!(error, ProveError::Solver { .. }));
    assert!(error.to_string().contains("bin/setup"), "{error}");
}
