//! Letters of the review and of acceptance.

use tongchou_papers::{Head, Values};
use tongchou_project::{
    DecideAcceptanceApplication, DefectRow, GiveExpertOpinion, Happened, IssueOpinionLetter,
};
use tongchou_rules::vocabulary;

use super::article;
use super::history::Told;
use super::outline;
use crate::format;
use crate::pages::words::{name, of_form};
use crate::web::Failure;

type Filled = Result<(Head, Values), Failure>;

pub fn opinion_letter(told: &Told<'_>, form: &IssueOpinionLetter) -> Filled {
    let project = told.project()?;
    let items = form.items.iter().map(|item| {
        let category = of_form("issue_opinion_letter", "items.category", &item.category);
        Values::new()
            .text("item", &item.name)
            .text("scope", category)
            .amount("amount", item.amount)
    });
    let mut values = Values::new()
        .text("project_name", &project.title)
        .text(
            "steps",
            match project.review.experts {
                Some(_) => "初审、专家评审、统筹会商",
                None => "初审、统筹会商",
            },
        )
        .amount("total", form.items.iter().map(|item| item.amount).sum())
        .rows("items", items)
        .texts(
            "conditions",
            outline::items(form.conditions.as_deref().unwrap_or_default()),
        )
        .text("contact", told.contact());
    if let Some(declared) = project.declaration.declared_on {
        values = values.date("declared_on", declared);
    }
    if let Some(decision) = &project.review.decision {
        let number = decision.number.as_ref();
        let number = number.map_or_else(String::new, |number| format!("（{number}）"));
        let says = format!(
            "{}{}批复{number}",
            decision.by.body_name,
            format::day(decision.on)
        );
        values = values.text("decision", says);
    }
    Ok((told.to_unit()?, values))
}

pub fn acceptance_reply(told: &Told<'_>, form: &DecideAcceptanceApplication) -> Filled {
    let project = told.project()?;
    let applied = project.application.as_ref().ok_or(Failure::NotFound)?;
    let wanted = |material: &str| {
        let mut known = told.law.materials().iter();
        known.any(|known| known.id == material && known.for_act == "apply_for_acceptance")
    };
    let mut checked: Vec<String> = Vec::new();
    for document in &project.documents {
        let says = name(vocabulary::MATERIALS, &document.material);
        if wanted(&document.material) && !checked.contains(&says) {
            checked.push(says);
        }
    }
    let letter = project.letter.as_ref();
    let letter = letter.and_then(|letter| letter.number.clone());
    let values = Values::new()
        .text("project_name", &project.title)
        .date("applied_on", applied.on)
        .date("planned_on", applied.acceptance_on)
        .text(
            "letter_number",
            letter.unwrap_or_else(|| "未编号".to_owned()),
        )
        .texts("checked", checked)
        .texts("demands", beyond_consent(&form.opinion));
    Ok((told.to_unit()?, values))
}

/// What an opinion says beside that it agrees, which the letter says by itself.
fn beyond_consent(opinion: &str) -> Vec<String> {
    let mut said = outline::items(opinion);
    said.retain(|line| !(line.starts_with("同意") && line.chars().count() <= 12));
    said
}

pub fn return_notice(told: &Told<'_>, opinion: &str, defects: &[DefectRow]) -> Filled {
    let project = told.project()?;
    let of_acceptance = matches!(told.event.what, Happened::AcceptanceApplicationDecided(_));
    let (matter, received) = if of_acceptance {
        let applied = project.application.as_ref();
        ("验收申请", applied.map(|applied| applied.on))
    } else {
        ("申报", project.declaration.declared_on)
    };
    let mut values = Values::new()
        .text("project_name", &project.title)
        .text("matter", matter)
        .text("contact", told.contact());
    if let Some(received) = received {
        values = values.date("received_on", received);
    }
    let rows: Vec<Values> = if defects.is_empty() {
        vec![
            Values::new()
                .text("subject", matter)
                .text("defect", opinion),
        ]
    } else {
        values = values.text("opinion", opinion);
        let row = |row: &DefectRow| {
            let cited = row.clause.as_deref().map(article).unwrap_or_default();
            Values::new()
                .text("subject", &row.subject)
                .text("defect", &row.defect)
                .text("article", cited)
        };
        defects.iter().map(row).collect()
    };
    Ok((told.to_unit()?, values.rows("defects", rows)))
}

/// The sheet of one expert; only where the opinion may be read at all.
pub fn expert_opinion(told: &Told<'_>, form: &GiveExpertOpinion) -> Filled {
    let project = told.project()?;
    let by = &told.event.by;
    let panels = project
        .review
        .panel
        .iter()
        .chain(&project.review.earlier_panels);
    let expert = panels.clone().flat_map(|panel| &panel.members);
    let expert = expert
        .filter(|member| member.person == by.person)
        .map(|member| member.expert.as_str())
        .next();
    let known = panels
        .flat_map(|panel| &panel.pool)
        .find(|known| Some(known.expert.as_str()) == expert);
    let aspects = form.opinions.iter().map(|row| {
        Values::new()
            .text("aspect", name(vocabulary::ASPECTS, &row.aspect))
            .count("score", row.score)
            .text("finding", &row.finding)
            .text("advice", row.advice.as_deref().unwrap_or_default())
    });
    let mut values = Values::new()
        .text("project_name", &project.title)
        .text("unit", &project.unit_name)
        .text("expert", &by.name)
        .text(
            "opinion",
            form.summary.as_deref().unwrap_or("见各方面意见。"),
        )
        .text(
            "recusal",
            "抽取时已核对，没有应当回避的情形；本人没有申请回避。",
        )
        .rows("aspects", aspects);
    if let Some(word) = &form.conclusion {
        let said = of_form("give_expert_opinion", "conclusion", word);
        values = values.text("conclusion", said);
    }
    if let Some(known) = known {
        let fields: Vec<String> = known
            .fields
            .iter()
            .map(|field| name(vocabulary::FIELDS, field))
            .collect();
        values = values
            .text("employer", &known.employer)
            .text("field", fields.join("、"));
    }
    let head = Head {
        organ: project.unit_name.clone(),
        number: None,
        ..told.head()
    };
    Ok((head, values))
}
