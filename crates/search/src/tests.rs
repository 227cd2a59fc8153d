//! The index as its keeper uses it: put, committed, killed, damaged, asked.

use std::fs;
use std::sync::Arc;

use rustc_hash::FxHashSet;
use tempfile::TempDir;

use crate::{Asked, Document, Facet, Found, Index, OPEN, Opened, SearchError, Terms};

const SOURCE: &str = "log law 1";

fn document(title: &str, body: &str, guard: u64, year: u64) -> Document {
    Document {
        guard,
        facets: vec![(Facet::Kind, 1), (Facet::Year, year)],
        title: title.to_owned(),
        body: body.to_owned(),
        ..Document::default()
    }
}

fn asked(typed: &str) -> Asked {
    Asked {
        terms: Terms::of(typed),
        open: Arc::new(FxHashSet::from_iter([OPEN, 7])),
        take: 10,
        ..Asked::default()
    }
}

fn titles(found: &Found) -> Vec<&str> {
    found.hits.iter().map(|hit| hit.title.as_str()).collect()
}

fn filled() -> (TempDir, Index) {
    let folder = tempfile::tempdir().unwrap();
    let (index, opened) = Index::open(folder.path(), SOURCE).unwrap();
    assert_eq!(opened, Opened::New);
    fill(&index);
    (folder, index)
}

fn fill(index: &Index) {
    let put = |owner: &str, document| index.put(owner, vec![document]).unwrap();
    put(
        "a",
        document(
            "医保结算系统",
            "在互联网络上办理 HL7接口 1,234,567.89元",
            OPEN,
            2024,
        ),
    );
    put("b", document("停车管理", "道路停车与监理", 7, 2025));
    put("c", document("医保稽核", "别的单位的医保项目", 8, 2025));
    index.commit(3).unwrap();
}

#[test]
fn words_of_two_characters_numbers_and_beginnings_are_found() {
    let (_folder, index) = filled();
    let find = |typed: &str| index.find(&asked(typed)).unwrap();
    for typed in [
        "医保",
        "网络",
        "联网络上",
        "hl7",
        "HL",
        "1234567.89",
        "1,234,567",
        "医保 网络",
    ] {
        assert_eq!(titles(&find(typed)), ["医保结算系统"], "{typed}");
    }
    for typed in ["监理", "道", "停车 监理"] {
        assert_eq!(titles(&find(typed)), ["停车管理"], "{typed}");
    }
    for typed in ["医保 监理", "络网", "L7", "🙂", "()", ""] {
        assert_eq!(find(typed).total, 0, "{typed}");
    }
}

#[test]
fn what_is_behind_another_guard_is_neither_shown_nor_counted() {
    let (_folder, index) = filled();
    let found = index.find(&asked("医保")).unwrap();
    assert_eq!((found.total, titles(&found)), (1, vec!["医保结算系统"]));
    assert_eq!(found.counts.get(&(Facet::Year, 2025)), None);
    let mut narrowed = asked("医保");
    narrowed.narrowed = vec![(Facet::Year, 2025)];
    let found = index.find(&narrowed).unwrap();
    assert_eq!(found.total, 0);
    // of the facet itself the other choices are told, of what is open
    assert_eq!(found.counts.get(&(Facet::Year, 2024)), Some(&1));
    assert_eq!(found.counts.get(&(Facet::Year, 2025)), None);
}

#[test]
fn most_of_the_words_are_enough_when_asked_loosely() {
    let (_folder, index) = filled();
    let mut loosely = asked("医保结算怎么办理网络接口呢");
    assert_eq!(index.find(&loosely).unwrap().total, 0);
    loosely.loosely = true;
    assert_eq!(titles(&index.find(&loosely).unwrap()), ["医保结算系统"]);
}

#[test]
fn an_owner_is_replaced_and_what_was_not_committed_is_gone_with_its_position() {
    let (folder, index) = filled();
    index
        .put("a", vec![document("另一名称", "", OPEN, 2024)])
        .unwrap();
    index.commit(4).unwrap();
    assert_eq!(index.find(&asked("医保")).unwrap().total, 0);
    assert_eq!(index.documents(), 3);
    index
        .put("d", vec![document("没有提交", "", OPEN, 2024)])
        .unwrap();
    // as if killed here: nothing of it is kept
    drop(index);
    let (index, opened) = Index::open(folder.path(), SOURCE).unwrap();
    assert_eq!((opened, index.position()), (Opened::Kept, 4));
    assert_eq!(index.find(&asked("没有提交")).unwrap().total, 0);
    assert_eq!(
        titles(&index.find(&asked("另一名称")).unwrap()),
        ["另一名称"]
    );
}

#[test]
fn another_source_or_a_damaged_folder_makes_it_anew() {
    let (folder, index) = filled();
    drop(index);
    let (index, opened) = Index::open(folder.path(), "another law").unwrap();
    assert_eq!((opened, index.position()), (Opened::Emptied, 0));
    fill(&index);
    drop(index);
    for damage in [b"".as_slice(), b"{\"broken", b"\xff\xfe\x00"] {
        for entry in fs::read_dir(folder.path()).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if !path.is_file() || name.starts_with(".tantivy") {
                continue;
            }
            let whole = fs::read(&path).unwrap();
            fs::write(&path, damage).unwrap();
            let (index, opened) = Index::open(folder.path(), SOURCE).unwrap();
            assert_eq!(
                (opened, index.position()),
                (Opened::Emptied, 0),
                "{name} {whole:?}"
            );
            assert_eq!(index.find(&asked("医保")).unwrap().total, 0);
            fill(&index);
            break;
        }
        // the rest of the files are those of the index that was filled again
    }
    fs::remove_file(folder.path().join("meta.json")).unwrap();
    assert!(Index::open(folder.path(), SOURCE).is_ok());
}

#[test]
fn one_process_keeps_an_index() {
    let (folder, _index) = filled();
    let second = Index::open(folder.path(), SOURCE);
    assert!(matches!(second, Err(SearchError::Busy)));
}
