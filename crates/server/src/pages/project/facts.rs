//! The key facts of a project, as it was declared and as it stands.

use tongchou_project::Project;
use tongchou_rules::vocabulary as v;

use super::super::words::{name, names};
use crate::app::World;
use crate::format::{Amount, day};

#[derive(Debug)]
pub struct Fact {
    pub label: &'static str,
    pub value: String,
    /// The exact figure of an amount.
    pub exact: String,
}

fn fact(label: &'static str, value: impl Into<String>) -> Fact {
    Fact {
        label,
        value: value.into(),
        exact: String::new(),
    }
}

fn amount(label: &'static str, fen: i64) -> Fact {
    let amount = Amount::of(fen);
    Fact {
        label,
        value: amount.short,
        exact: amount.exact,
    }
}

pub fn of(project: &Project, world: &World) -> Vec<Fact> {
    let yes = |flag: bool| if flag { "是" } else { "否" };
    let mut facts = vec![
        fact("项目单位", project.unit_name.clone()),
        fact("项目性质", name(v::NATURES, &project.nature)),
        fact("信息化领域", names(v::FIELDS, &project.fields)),
        fact("资金来源", names(v::FUNDINGS, &project.funding)),
        fact(
            "牵头部门",
            world.title_of(&project.domain).unwrap_or_default(),
        ),
        fact(
            "等级保护级别",
            format!(
                "第{}级",
                tongchou_rules::article::numeral(u32::try_from(project.mlps_level).unwrap_or(0),)
            ),
        ),
        fact("关键信息基础设施", yes(project.critical_infrastructure)),
        fact("公共数据授权运营", yes(project.public_data_operation)),
        amount("总投资", project.total_amount()),
        amount("软件开发", project.amount_of("software_development")),
        amount("网络安全", project.amount_of("security")),
    ];
    if let Some(letter) = &project.letter {
        facts.push(fact(
            "审查意见函",
            letter.number.clone().unwrap_or_default(),
        ));
        facts.push(fact("函件日期", day(letter.on)));
        facts.push(amount("批复（含变更）", project.approved_amount()));
        facts.push(amount("已安排预算", project.budget_amount()));
        facts.push(amount("合同合计", project.contracts_amount()));
        facts.push(amount("累计付款", project.paid()));
    }
    let dates = [
        ("开工日期", project.started_on),
        (
            "计划完工",
            project
                .planned_end_on
                .or(project.declaration.planned_end_on),
        ),
        ("通过验收", project.accepted_on()),
        ("投入使用", project.live_on),
    ];
    facts.extend(
        dates
            .into_iter()
            .filter_map(|(label, date)| Some(fact(label, day(date?)))),
    );
    facts
}

/// What the unit wrote, topic by topic.
pub fn texts(project: &Project) -> Vec<(String, String)> {
    let declaration = &project.declaration;
    let mut texts = vec![("项目概况".to_owned(), project.summary.clone())];
    for (words, written) in [
        (v::TOPICS, &declaration.topics),
        (v::FEASIBILITY_ASPECTS, &declaration.feasibility),
        (v::OPERATION_TERMS, &declaration.terms),
    ] {
        texts.extend(
            written
                .iter()
                .map(|(word, text)| (name(words, word), text.clone())),
        );
    }
    texts.retain(|(_, text)| !text.is_empty());
    texts
}
