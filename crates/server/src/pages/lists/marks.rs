//! What is remarkable about a project, each with the word that a list filters by.
//! Read from the record; nothing here says what the law makes of it.

use tongchou_project::Project;

#[derive(Debug)]
pub struct Mark {
    pub key: &'static str,
    pub label: &'static str,
    pub article: &'static str,
    pub bears: fn(&Project) -> bool,
}

const fn mark(
    key: &'static str,
    label: &'static str,
    article: &'static str,
    bears: fn(&Project) -> bool,
) -> Mark {
    Mark {
        key,
        label,
        article,
        bears,
    }
}

pub static MARKS: [Mark; 14] = [
    mark(
        "earlier_findings",
        "往年项目核查发现问题",
        "13",
        |it| {
            it.earlier
                .as_ref()
                .is_some_and(|earlier| !earlier.audit.against.is_empty())
        },
    ),
    mark("letter", "已取得审查意见函", "16", |it| {
        it.letter.is_some()
    }),
    mark("duplicate", "查重发现疑似重复", "3", |it| {
        of_class(it, "duplicate")
    }),
    mark("reuse", "查重发现可复用", "3", |it| {
        of_class(it, "reuse_candidate")
    }),
    mark("returned", "曾退回补正", "15", |it| {
        !it.declaration.returns.is_empty()
    }),
    mark("changed", "有变更", "22", |it| !it.changes.is_empty()),
    mark("change_review", "变更须经审查", "22.2", |it| {
        it.changes.iter().any(|change| change.way == "review")
    }),
    mark("cut", "核定低于申报", "16", |it| {
        it.letter.is_some() && it.letter_amount() < it.declared_amount()
    }),
    mark("failed", "验收未通过", "26", |it| {
        it.accepted_on().is_none() && it.acceptances.iter().any(|held| !held.passed)
    }),
    mark("risk", "有未处理的风险", "23.2", |it| {
        it.risks.iter().any(tongchou_project::state::Risk::is_open)
    }),
    mark("rectifying", "整改未完成", "31.2", |it| {
        it.rectifications
            .iter()
            .any(tongchou_project::state::Rectification::is_open)
    }),
    mark("measure", "监督措施执行中", "31.2", |it| {
        !it.standing_measures().is_empty()
    }),
    mark("suspended_payment", "暂停拨付", "33.2", |it| {
        it.suspensions.iter().any(|each| each.lifted.is_none())
    }),
    mark("false", "有虚假申报记录", "13", |it| {
        !it.false_declarations.is_empty()
    }),
];

pub fn bears(project: &Project, key: &str) -> bool {
    let mark = MARKS.iter().find(|mark| mark.key == key);
    mark.is_some_and(|mark| (mark.bears)(project))
}

fn of_class(project: &Project, class: &str) -> bool {
    let mut hits = project.declaration.matches.iter();
    hits.any(|hit| hit.class.as_deref() == Some(class))
}

/// The grade of the latest evaluation that has one.
pub fn grade(project: &Project) -> Option<&str> {
    let mut latest = project.evaluations.iter().rev();
    latest.find_map(|evaluation| evaluation.grade.as_deref())
}
