//! What goes into a template, and what is told when something is missing.

use tongchou_papers::{Block, Error, Head, Kind, Value, Values};

use crate::support::{PAPERS, head, sample};

#[test]
fn every_kind_has_a_template_with_samples_for_all_variables() {
    for &kind in Kind::ALL {
        let template = PAPERS.template(kind).unwrap();
        assert!(!template.articles.is_empty(), "{kind}");
        assert_eq!(Kind::from_key(kind.key()), Some(kind));
        sample(kind);
    }
    assert_eq!(Kind::ALL.len(), 24);
}

#[test]
fn each_missing_variable_of_a_letter_is_named() {
    for &kind in Kind::ALL.iter().filter(|kind| !kind.is_form()) {
        let template = PAPERS.template(kind).unwrap();
        for variable in template
            .variables
            .iter()
            .filter(|variable| !variable.optional)
        {
            let values = PAPERS.sample(kind).unwrap().without(&variable.name);
            let error = PAPERS.fill(kind, &head(), &values).unwrap_err();
            let told = format!(
                "{}缺少：{}（{}）",
                template.name, variable.label, variable.name
            );
            assert_eq!(error.to_string(), told);
        }
    }
}

#[test]
fn what_is_optional_may_be_missing() {
    for &kind in Kind::ALL {
        let variables = &PAPERS.template(kind).unwrap().variables;
        let values = variables
            .iter()
            .filter(|v| v.optional)
            .fold(PAPERS.sample(kind).unwrap(), |v, o| v.without(&o.name));
        PAPERS.fill(kind, &head(), &values).unwrap();
    }
}

#[test]
fn a_letter_without_head_is_told() {
    let values = PAPERS.sample(Kind::OpinionLetter).unwrap();
    for (head, told) in [
        (
            Head {
                organ: String::new(),
                ..head()
            },
            "发文机关（organ）",
        ),
        (
            Head {
                date: None,
                ..head()
            },
            "成文日期（date）",
        ),
    ] {
        let error = PAPERS
            .fill(Kind::OpinionLetter, &head, &values)
            .unwrap_err()
            .to_string();
        assert!(error.contains(told), "{error}");
    }
}

#[test]
fn a_form_may_be_empty() {
    for &kind in Kind::ALL.iter().filter(|kind| kind.is_form()) {
        let paper = PAPERS.fill(kind, &Head::default(), &Values::new()).unwrap();
        assert!(!paper.body.is_empty(), "{kind}");
    }
}

#[test]
fn a_value_of_the_wrong_sort_is_told() {
    let values = PAPERS
        .sample(Kind::OpinionLetter)
        .unwrap()
        .with("total", Value::Text("一百万".into()));
    let error = PAPERS
        .fill(Kind::OpinionLetter, &head(), &values)
        .unwrap_err();
    assert!(matches!(&error, Error::Sort { name, .. } if name == "total"));
    assert_eq!(
        error.to_string(),
        "信息化项目审查意见函的核定总投资（total）应为金额"
    );
}

#[test]
fn headings_and_items_are_numbered_and_sums_are_exact() {
    let paper = sample(Kind::OpinionLetter);
    let headings: Vec<_> = paper
        .body
        .iter()
        .filter_map(|b| {
            if let Block::Heading { text, .. } = b {
                Some(text.as_str())
            } else {
                None
            }
        })
        .collect();
    assert_eq!(
        headings,
        ["一、审查结论", "二、批准的内容", "三、条件", "四、后续事项"]
    );
    let table = paper
        .body
        .iter()
        .find_map(|b| {
            if let Block::Table(t) = b {
                Some(t)
            } else {
                None
            }
        })
        .unwrap();
    let last = table.rows.last().unwrap();
    assert_eq!(
        last.cells.iter().flat_map(|c| &c.text).collect::<Vec<_>>(),
        ["合计", "128.50"]
    );
    for row in &table.rows {
        assert_eq!(
            row.cells.iter().map(|c| c.span as usize).sum::<usize>(),
            table.widths.len()
        );
    }
}

#[test]
fn without_conditions_the_headings_close_up() {
    let values = PAPERS
        .sample(Kind::OpinionLetter)
        .unwrap()
        .without("conditions");
    let paper = PAPERS.fill(Kind::OpinionLetter, &head(), &values).unwrap();
    assert!(paper.body.contains(&Block::Heading {
        level: 1,
        text: "三、后续事项".into()
    }));
}
