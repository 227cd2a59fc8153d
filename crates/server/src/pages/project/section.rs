//! The sections of a project's page, each with an address of its own, and which
//! of them an act belongs to. A matter of showing: the stage of an act is the
//! regulation's own, and a few acts stand where those who do them look for them.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    Overview,
    History,
    Declaration,
    Materials,
    Review,
    Money,
    Building,
    Security,
    Acceptance,
    Evaluation,
    Supervision,
    Record,
}

/// Key in the address, name, and what the section is about.
const TABLE: &[(Section, &str, &str, &str)] = &[
    (Section::Overview, "overview", "概况", ""),
    (
        Section::History,
        "history",
        "往年资料",
        "按往年资料登记的办理经过，以及登记时按办法核查的结论。",
    ),
    (
        Section::Declaration,
        "declaration",
        "申报",
        "申报内容、投资概算、重复核查和退回补正。",
    ),
    (
        Section::Materials,
        "materials",
        "材料",
        "已提交的材料，以及现在还缺的材料。",
    ),
    (
        Section::Review,
        "review",
        "审查",
        "统筹、初审、专家评审、会商、决策到审查意见函。",
    ),
    (
        Section::Money,
        "money",
        "资金合同",
        "申报、核定、变更后、合同和已付逐项对照；拨付的条件和余额。",
    ),
    (
        Section::Building,
        "building",
        "建设变更",
        "开工、变更、数据任务、中期报告、绩效跟踪和风险。",
    ),
    (
        Section::Security,
        "security",
        "安全",
        "定级备案、等级测评、密码应用安全性评估、软件测评和外包安全。",
    ),
    (
        Section::Acceptance,
        "acceptance",
        "验收归档",
        "验收申请、竣工验收、投入使用、成果、资产和档案。",
    ),
    (
        Section::Evaluation,
        "evaluation",
        "评价",
        "绩效自评、绩效评估和后评价。",
    ),
    (
        Section::Supervision,
        "supervision",
        "监督",
        "监督检查、限期整改、监督措施和暂停拨付。",
    ),
    (
        Section::Record,
        "record",
        "记录",
        "每一次办理：谁、什么时候、依据哪些规则、日志中的位置。",
    ),
];

impl Section {
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|(section, ..)| *section)
    }

    /// Whether a project has it: only what is taken in from earlier years has that.
    pub fn of_project(self, project: &tongchou_project::Project) -> bool {
        self != Self::History || project.earlier.is_some()
    }

    fn row(self) -> Option<&'static (Self, &'static str, &'static str, &'static str)> {
        TABLE.iter().find(|(section, ..)| *section == self)
    }

    pub fn key(self) -> &'static str {
        self.row().map_or("", |row| row.1)
    }

    pub fn label(self) -> &'static str {
        self.row().map_or("", |row| row.2)
    }

    pub fn says(self) -> &'static str {
        self.row().map_or("", |row| row.3)
    }

    /// The overview has the project's own address.
    pub fn of_key(key: &str) -> Option<Self> {
        let found = TABLE.iter().find(|(_, known, ..)| *known == key);
        found
            .map(|(section, ..)| *section)
            .filter(|section| *section != Self::Overview)
    }

    pub fn href(self, base: &str) -> String {
        match self {
            Self::Overview => base.to_owned(),
            _ => format!("{base}/sections/{}", self.key()),
        }
    }

    /// Where an act of a stage of the regulation is shown.
    pub fn of_act(act: &str, stage: &str) -> Self {
        match act {
            "record_earlier_project" | "correct_earlier_project" => Self::History,
            "submit_material" => Self::Materials,
            "suspend_payment" | "resume_payment" => Self::Money,
            "exempt_supervision" => Self::Building,
            "review_cryptography_plan"
            | "submit_cryptography_documents"
            | "issue_cryptography_opinion"
            | "record_mlps_filing"
            | "record_assessment"
            | "file_cryptography_report"
            | "order_software_test"
            | "record_outsourced_staff"
            | "record_security_check" => Self::Security,
            _ => Self::of_stage(stage),
        }
    }

    /// Where the acts of a stage of the regulation stand.
    pub fn of_stage(stage: &str) -> Self {
        match stage {
            "declaration" => Self::Declaration,
            "review" => Self::Review,
            "budget" | "contract" => Self::Money,
            "construction" => Self::Building,
            "acceptance" | "archive" => Self::Acceptance,
            "supervision" => Self::Supervision,
            "evaluation" => Self::Evaluation,
            _ => Self::Record,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Section;

    #[test]
    fn every_section_has_an_address_and_a_name() {
        for section in Section::all() {
            assert!(!section.key().is_empty() && !section.label().is_empty());
            let back = Section::of_key(section.key());
            assert_eq!(back.is_none(), section == Section::Overview);
        }
        assert_eq!(Section::all().count(), 12);
    }

    #[test]
    fn acts_stand_where_they_are_looked_for() {
        let of = Section::of_act;
        assert_eq!(of("make_payment", "contract"), Section::Money);
        assert_eq!(of("record_assessment", "construction"), Section::Security);
        assert_eq!(of("file_change", "construction"), Section::Building);
    }
}
