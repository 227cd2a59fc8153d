//! Long forms in parts: which fields stand together, in which order. A matter
//! of showing: what a part needs is for the law to say.

/// Fields that stand together.
#[derive(Debug, Clone, Copy)]
pub struct Section {
    pub key: &'static str,
    pub title: &'static str,
    pub lead: &'static str,
    pub fields: &'static [&'static str],
    /// Facts that this part establishes, beside those named like its fields.
    pub facts: &'static [&'static str],
    /// The part concerns only projects of which the law asks this fact.
    pub only_where: Option<&'static str>,
}

const fn section(
    key: &'static str,
    title: &'static str,
    lead: &'static str,
    fields: &'static [&'static str],
) -> Section {
    Section {
        key,
        title,
        lead,
        fields,
        facts: &[],
        only_where: None,
    }
}

/// The part that lists what is handed in beside the form.
pub const MATERIALS: &str = "materials";

const REGISTERING: &[Section] = &[
    section(
        "basic",
        "基本情况",
        "登记以后可以随时修改；正式申报前，本单位、牵头部门和参与审查监督的区级部门看得到，其他单位看不到。",
        &[
            "title",
            "summary",
            "fields",
            "nature",
            "funding",
            "district_funds",
            "predecessor",
        ],
    ),
    section(
        "basis",
        "依据与统筹",
        "由专业领域牵头部门统筹，形成申报意见。",
        &["domain"],
    ),
    section(
        "security",
        "安全与数据",
        "级别和性质决定要办哪些环节、交哪些材料，右侧随填随列。",
        &[
            "mlps_level",
            "critical_infrastructure",
            "state_secret",
            "public_data_operation",
        ],
    ),
];

const DECLARING: &[Section] = &[
    section(
        "basic",
        "基本情况",
        "项目是什么、用什么资金、什么时候建。",
        &[
            "title",
            "summary",
            "fields",
            "nature",
            "funding",
            "district_funds",
            "predecessor",
            "planned_start_on",
            "planned_end_on",
        ],
    ),
    Section {
        facts: &["design_cited"],
        ..section(
            "basis",
            "依据与统筹",
            "为什么建、依据哪一项顶层设计，由哪个部门统筹。",
            &[
                "objectives",
                "needs",
                "domain",
                "design",
                "design_item",
                "catalogue_item",
            ],
        )
    },
    Section {
        facts: &[
            "hardware_and_software",
            "total_amount",
            "software_development",
        ],
        ..section(
            "content",
            "建设内容与预算",
            "每项内容一行，类别决定适用的条文；可从 Excel、WPS 表格整块粘贴。",
            &["budget", "management", "mechanisms", "performance"],
        )
    },
    Section {
        facts: &["security_share"],
        ..section(
            "security",
            "安全与密码",
            "级别决定等保测评、密码应用方案和密评的要求。",
            &["mlps_level", "critical_infrastructure", "state_secret"],
        )
    },
    section(
        "data",
        "数据与共享",
        "数据从哪里来、怎样共享使用。",
        &["data_acquisition", "public_data_operation"],
    ),
    Section {
        only_where: Some("operation_terms"),
        ..section(
            "operation",
            "公共数据授权运营",
            "涉及公共数据授权运营的项目填写八项内容和规划的应用场景。",
            &[
                "authorising_body",
                "conditions",
                "procedure",
                "data_scope",
                "platform",
                "conduct",
                "security_confidentiality",
                "evaluation_exit",
                "scenarios",
            ],
        )
    },
    Section {
        only_where: Some("feasibility_aspects"),
        ..section(
            "feasibility",
            "共同投资可行性",
            "政府和社会资本共同投资的项目，可行性研究报告论证的六个方面。",
            &[
                "necessity",
                "investment_mode",
                "life_cycle_cost",
                "efficiency",
                "risk",
                "social_capital_fit",
            ],
        )
    },
    section(
        MATERIALS,
        "承诺与材料",
        "申报内容以外须提交的材料。承诺书在正式申报时由项目单位主要负责人签署。",
        &[],
    ),
];

/// The parts of an act's form; none for a form that is short.
pub fn of(act: &str) -> &'static [Section] {
    match act {
        "register_project" => REGISTERING,
        "revise_declaration" => DECLARING,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::of;

    #[test]
    fn every_field_stands_in_one_part() {
        for act in ["register_project", "revise_declaration"] {
            let spec = tongchou_project::act_spec(act).unwrap();
            // what a page empties, the server lists
            let shown = spec.fields.iter().filter(|field| field.name != "cleared");
            let fields: BTreeSet<&str> = shown.map(|field| field.name).collect();
            let placed: Vec<&str> = of(act)
                .iter()
                .flat_map(|section| section.fields.iter().copied())
                .collect();
            assert_eq!(placed.len(), fields.len(), "{act}");
            assert_eq!(placed.into_iter().collect::<BTreeSet<_>>(), fields, "{act}");
        }
    }
}
