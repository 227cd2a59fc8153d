//! Letters about entries of the registers: receipts for designs, circulars about
//! agencies.

use tongchou_papers::{Head, Values};
use tongchou_project::{Aggregate, NameAgency};
use tongchou_rules::vocabulary;

use super::history::Told;
use crate::pages::words::name;
use crate::web::Failure;

type Filled = Result<(Head, Values), Failure>;

pub fn design(told: &Told<'_>) -> Filled {
    let Aggregate::Design(design) = told.before else {
        return Err(Failure::NotFound);
    };
    let fields = design.fields.iter();
    let fields: Vec<String> = fields
        .map(|field| name(vocabulary::FIELDS, field))
        .collect();
    let domain = if fields.is_empty() {
        "全区".to_owned()
    } else {
        fields.join("、")
    };
    let mut values = Values::new()
        .text("domain", domain)
        .text("design_title", &design.title)
        .text("version", &design.edition)
        .date("filed_on", told.event.on)
        .text("filing_number", told.said_number())
        .texts("items", design.items.iter().map(|item| item.title.clone()));
    let designs = &told.world.registers.designs;
    if let Some(old) = design.replaces.as_ref().and_then(|id| designs.get(id)) {
        values = values.text("replaces", format!("《{}》（{}）", old.title, old.edition));
    }
    let head = Head {
        organ: told.organ("bureau"),
        recipient: Some(design.by.body_name.clone()),
        ..told.head()
    };
    Ok((head, values))
}

pub fn circular(told: &Told<'_>, form: &NameAgency) -> Filled {
    let Aggregate::Agency(agency) = told.before else {
        return Err(Failure::NotFound);
    };
    let fault = name(vocabulary::AGENCY_FAULTS, &form.fault);
    let case = Values::new()
        .text("body", &agency.name)
        .text("facts", &form.facts)
        .text("article", "第三十四条");
    let preface = format!(
        "经查，{}（统一社会信用代码{}）在为本区信息化项目提供服务中存在{fault}的情形，现予公开通报。",
        agency.name, agency.credit_code
    );
    let decision = format!(
        "对{}予以公开通报；各单位选用该机构时应予核查。",
        agency.name
    );
    let values = Values::new()
        .text("subject", format!("{}{fault}情况", agency.name))
        .text("preface", preface)
        .rows("cases", [case])
        .texts("decisions", [decision]);
    let head = Head {
        recipient: Some("区各有关单位".to_owned()),
        ..told.head()
    };
    Ok((head, values))
}
