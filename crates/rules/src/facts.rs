//! The table of facts: every word a clause may use, with its type, its Chinese
//! label and whether a caller gives it or the software derives it. The JSON
//! schema, the answers' wording and the Cedar requests all come from this one
//! table. It holds no rule of the law.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::vocabulary as v;

/// What a fact's value is, and how it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Flag,
    /// A whole number: days, months, a level.
    Count,
    /// Whole fen inside, yuan outside.
    Money,
    /// Basis points inside, percent outside.
    Share,
    Date,
    Choice(v::Words),
    Set(v::Words),
}

/// One value of a fact, borrowed from the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Flag(bool),
    Number(i64),
    Date(Date),
    Choice(String),
    Set(BTreeSet<String>),
}

/// Where a fact comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Given by whoever asks.
    Given,
    /// Given; where it is left out, the record shows none.
    GivenOrNone,
    /// Derived in Rust from other facts, settings and the calendar.
    Derived,
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct FactSpec {
    pub name: &'static str,
    pub kind: Kind,
    pub origin: Origin,
    pub label: &'static str,
    /// Its value in some facts, and whether it has one.
    pub held: fn(&Facts) -> Option<Value>,
    pub known: fn(&Facts) -> bool,
}

trait Held {
    fn hold(&self) -> Value;
    fn take(value: Value) -> Option<Self>
    where
        Self: Sized;
}

macro_rules! held {
    ($type:ty, $variant:ident) => {
        impl Held for $type {
            fn hold(&self) -> Value {
                Value::$variant(self.clone())
            }
            fn take(value: Value) -> Option<Self> {
                match value {
                    Value::$variant(inner) => Some(inner),
                    _ => None,
                }
            }
        }
    };
}
held!(bool, Flag);
held!(i64, Number);
held!(Date, Date);
held!(String, Choice);
held!(BTreeSet<String>, Set);

macro_rules! facts {
    ($($name:ident : $type:ty = $kind:expr, $origin:ident, $label:literal;)*) => {
        /// Everything that is known for one act. `None` is "not known", never "no".
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub struct Facts {
            $(#[doc = $label] pub $name: Option<$type>,)*
        }

        /// The table, in the order of the struct.
        pub const FACTS: &[FactSpec] = &[
            $(FactSpec {
                name: stringify!($name),
                kind: $kind,
                origin: Origin::$origin,
                label: $label,
                held: |facts| facts.$name.as_ref().map(Held::hold),
                known: |facts| facts.$name.is_some(),
            },)*
        ];

        impl Facts {
            /// The value of a fact by its name; `None` where it is not known.
            pub fn get(&self, name: &str) -> Option<Value> {
                match name {
                    $(stringify!($name) => self.$name.as_ref().map(Held::hold),)*
                    _ => None,
                }
            }

            /// Whether a fact is known, without copying it.
            pub fn knows(&self, name: &str) -> bool {
                match name {
                    $(stringify!($name) => self.$name.is_some(),)*
                    _ => false,
                }
            }

            /// Sets a fact by name. False where the name is unknown or the value of another type.
            pub fn set(&mut self, name: &str, value: Value) -> bool {
                match name {
                    $(stringify!($name) => match Held::take(value) {
                        Some(inner) => { self.$name = Some(inner); true }
                        None => false,
                    },)*
                    _ => false,
                }
            }

            /// Forgets a fact.
            pub fn forget(&mut self, name: &str) {
                match name {
                    $(stringify!($name) => self.$name = None,)*
                    _ => {}
                }
            }

            /// Lays the facts known in `over` on top of these.
            pub fn overlay(&mut self, over: &Facts) {
                $(if over.$name.is_some() { self.$name = over.$name.clone(); })*
            }
        }
    };
}

type Words = BTreeSet<String>;

facts! {
    // who is looking
    actor_capacity: String = Kind::Choice(v::CAPACITIES), Given, "办理人身份";
    own_unit: bool = Kind::Flag, GivenOrNone, "办理人属于项目单位";
    own_domain: bool = Kind::Flag, GivenOrNone, "办理人属于本领域牵头部门";
    own_submission: bool = Kind::Flag, GivenOrNone, "办理人是所审事项的提交人";
    invited_expert: bool = Kind::Flag, GivenOrNone, "办理人是本项目抽取的专家";
    result_user: bool = Kind::Flag, GivenOrNone, "办理人所在单位已登记使用本项目成果";

    // what the project is
    in_force: bool = Kind::Flag, Derived, "办法在办理当日已施行";
    fields: Words = Kind::Set(v::FIELDS), Given, "信息化领域";
    nature: String = Kind::Choice(v::NATURES), Given, "项目性质";
    funding: Words = Kind::Set(v::FUNDINGS), Given, "资金来源";
    state_secret: bool = Kind::Flag, Given, "涉及国家秘密";
    known_secret: bool = Kind::Flag, Derived, "已填报为涉及国家秘密";
    district_unit: bool = Kind::Flag, Given, "项目单位是本区单位";
    district_funds: bool = Kind::Flag, GivenOrNone, "使用本区财政资金";
    district_project: bool = Kind::Flag, Derived, "属于本区项目";
    critical_infrastructure: bool = Kind::Flag, Given, "关键信息基础设施";
    mlps_level: i64 = Kind::Count, Given, "网络安全等级保护级别";
    public_data_operation: bool = Kind::Flag, Given, "涉及公共数据授权运营";
    software_development: i64 = Kind::Money, Given, "软件开发投资";
    software_purchase: i64 = Kind::Money, Given, "软件购置投资";
    hardware: i64 = Kind::Money, Given, "硬件投资";
    security_amount: i64 = Kind::Money, Given, "网络安全投资";
    total_amount: i64 = Kind::Money, Given, "项目总投资";
    hardware_and_software: i64 = Kind::Money, Derived, "软硬件投资合计";
    security_share: i64 = Kind::Share, Derived, "网络安全投资占比";
    terminated: bool = Kind::Flag, GivenOrNone, "项目已终止";
    suspended: bool = Kind::Flag, GivenOrNone, "项目建设已暂停";

    // declaration
    declared: bool = Kind::Flag, Given, "已正式申报";
    declared_on: Date = Kind::Date, Given, "正式申报日期";
    submitted: Words = Kind::Set(v::MATERIALS), Given, "已提交的材料";
    passed: Words = Kind::Set(v::MATERIALS), Given, "已通过的材料";
    described: Words = Kind::Set(v::TOPICS), Given, "已说明的申报内容";
    feasibility_aspects: Words = Kind::Set(v::FEASIBILITY_ASPECTS), Given, "可行性研究报告已论证的方面";
    operation_terms: Words = Kind::Set(v::OPERATION_TERMS), Given, "公共数据授权运营已明确的事项";
    endorsed: bool = Kind::Flag, Given, "已经专业领域牵头部门统筹";
    district_design_in_force: bool = Kind::Flag, Given, "区顶层设计已批准施行";
    domain_design_filed: bool = Kind::Flag, Given, "本领域顶层设计已备案";
    design_cited: bool = Kind::Flag, Given, "已写明所依据的顶层设计及条目";
    catalogue_item: bool = Kind::Flag, Given, "属于本单位购买服务指导性目录";
    unanswered_matches: i64 = Kind::Count, Given, "未答复的重复核查结果数";
    duplicate_check_current: bool = Kind::Flag, Given, "已就现在的申报内容作重复核查";
    work_begun: bool = Kind::Flag, Given, "申报前已签约、开工或付款";
    cryptography_documents_submitted: bool = Kind::Flag, Given, "密码应用审核三项材料已报送";

    // review
    outcome: String = Kind::Choice(v::OUTCOMES), Given, "结论";
    preliminary_review_passed: bool = Kind::Flag, Given, "已通过初审";
    panel_drawn: bool = Kind::Flag, Given, "专家组已抽取";
    recused: bool = Kind::Flag, GivenOrNone, "专家应当回避";
    aspects_given: Words = Kind::Set(v::ASPECTS), Given, "本意见涉及的评审方面";
    aspects_reviewed: Words = Kind::Set(v::ASPECTS), Given, "专家已评审的方面";
    opinions_missing: i64 = Kind::Count, Given, "未交意见的专家数";
    expert_review_passed: bool = Kind::Flag, Given, "已通过专家评审";
    scenarios_outstanding: i64 = Kind::Count, Given, "未通过评估的授权运营场景数";
    consultation_passed: bool = Kind::Flag, Given, "已通过统筹会商审查";
    government_approved: bool = Kind::Flag, Given, "区政府已批复同意";
    letter_issued: bool = Kind::Flag, Given, "已取得审查意见函";
    letter_issued_on: Date = Kind::Date, Given, "审查意见函日期";
    letter_items: i64 = Kind::Count, Given, "审查意见函列明的内容项数";
    letter_amount: i64 = Kind::Money, Given, "审查意见函核定金额";
    letter_categories_beyond: i64 = Kind::Count, GivenOrNone, "核定金额超出申报的类别数";
    security_amount_after: i64 = Kind::Money, Given, "核定或者变更后的网络安全投资";
    security_share_after: i64 = Kind::Share, Derived, "核定或者变更后的网络安全投资占比";
    security_lowered: bool = Kind::Flag, Derived, "网络安全投资占比比核定或者变更前降低";
    turned_away: bool = Kind::Flag, Derived, "结论为退回或者不予通过";
    opinion_lacking: bool = Kind::Flag, Derived, "须有密码审核意见而没有同意的意见";
    acted_on: Date = Kind::Date, Given, "本事项实际发生日期";
    before_letter: bool = Kind::Flag, Derived, "发生在审查意见函之前";
    dated_before_letter: bool = Kind::Flag, Derived, "日期早于审查意见函";

    // money and contracts
    budget_amount: i64 = Kind::Money, Given, "已安排预算";
    implementation_budget: i64 = Kind::Money, Given, "已安排的建设实施预算";
    operation_budget: i64 = Kind::Money, Given, "已安排的运行维护预算";
    building_budget: i64 = Kind::Money, Derived, "项目建设所依的预算";
    budget_after: i64 = Kind::Money, Given, "本次安排后该用途的预算合计";
    budget_purpose: String = Kind::Choice(v::BUDGET_PURPOSES), Given, "预算用途";
    evaluation_poor: bool = Kind::Flag, GivenOrNone, "项目单位以往评估结果不合格";
    predecessor_acceptance: String = Kind::Choice(v::PREDECESSOR_ACCEPTANCES), Given, "前期项目验收情况";
    predecessor_unaccepted: bool = Kind::Flag, Derived, "前期项目未通过竣工验收";
    acceptance_failed: bool = Kind::Flag, Derived, "竣工验收未通过";
    measures: Words = Kind::Set(v::MEASURES), GivenOrNone, "执行中的监督措施";
    procurement_started: bool = Kind::Flag, Given, "已启动采购";
    contract_signed: bool = Kind::Flag, Given, "已签订承建合同";
    contract_kind: String = Kind::Choice(v::CONTRACT_KINDS), Given, "合同类别";
    contract_clauses: Words = Kind::Set(v::CONTRACT_CLAUSES), Given, "合同已写明的必备条款";
    contract_signed_on: Date = Kind::Date, Given, "承建合同签订日期";
    security_checked_on: Date = Kind::Date, Given, "最近一次外包安全检查日期";
    contract_before_measure: bool = Kind::Flag, Derived, "合同签订于办法施行之前";
    contract_content_changed: bool = Kind::Flag, Given, "合同内容或金额有变动";
    contract_sum_raised: bool = Kind::Flag, Given, "合同金额增加";
    contract_exceeds_approval: bool = Kind::Flag, GivenOrNone, "合同超出变更后的批复内容";
    warranty_months: i64 = Kind::Count, Given, "免费质保月数";
    contract_amount: i64 = Kind::Money, Given, "合同金额";
    contracts_total_after: i64 = Kind::Money, Given, "签订后各合同金额合计";
    approved_amount: i64 = Kind::Money, Given, "批复（含已生效变更）金额";
    budget_ceiling: i64 = Kind::Money, Derived, "可以安排的预算上限";
    items_outside_approval: i64 = Kind::Count, Given, "超出批复的合同内容项数";
    agency_registered: bool = Kind::Flag, Given, "服务机构已登记";
    agency_named: bool = Kind::Flag, GivenOrNone, "服务机构在公开通报名单上";
    contract_paid_after: i64 = Kind::Money, Given, "本次拨付后该合同累计付款";
    paid_after: i64 = Kind::Money, Given, "本次拨付后项目累计付款";
    payment_share: i64 = Kind::Share, Derived, "合同累计付款占合同金额的比例";
    contract_before_failure: bool = Kind::Flag, GivenOrNone, "合同签订于验收未通过之前";
    suspension_grounds: Words = Kind::Set(v::GROUNDS), Given, "未解除的暂停拨付情形";
    procedure_breached: bool = Kind::Flag, Given, "未按规定履行申报审批程序";
    letter_breached: bool = Kind::Flag, Given, "未按审查意见函实施或变更未备案";
    acceptance_breached: bool = Kind::Flag, Given, "未按验收规定执行";
    acceptance_overdue: bool = Kind::Flag, Derived, "逾期未验收";

    // construction
    reason_given: bool = Kind::Flag, Given, "已说明理由";
    construction_started: bool = Kind::Flag, Given, "已开工";
    construction_started_on: Date = Kind::Date, Given, "开工日期";
    planned_end_on: Date = Kind::Date, Given, "计划完工日期";
    supervision_contracted: bool = Kind::Flag, Given, "已签订监理合同";
    supervision_exempted: bool = Kind::Flag, GivenOrNone, "已同意不实行监理";
    outsourcing_staff_listed: bool = Kind::Flag, GivenOrNone, "已登记外包服务人员";
    software_test_ordered: bool = Kind::Flag, GivenOrNone, "被要求进行软件测评";
    goal_unchanged: bool = Kind::Flag, Given, "建设目标不变";
    within_planning: bool = Kind::Flag, Given, "符合全区统筹规划建设原则";
    main_content_must_change: bool = Kind::Flag, Given, "主要建设内容确需调整";
    change_case: String = Kind::Choice(v::CHANGE_CASES), Given, "变更情形";
    change_content_amount: i64 = Kind::Money, Given, "本次变更涉及内容的金额";
    change_amount: i64 = Kind::Money, Given, "本次变更的资金调整额";
    earlier_content_amount: i64 = Kind::Money, Given, "此前变更涉及内容的金额合计";
    earlier_change_amount: i64 = Kind::Money, Given, "此前变更的资金调整额合计";
    change_content_share: i64 = Kind::Share, Derived, "内容调整占比";
    change_content: i64 = Kind::Money, Derived, "计入限额的内容调整额";
    change_funds: i64 = Kind::Money, Derived, "计入限额的资金调整额";
    change_funds_share: i64 = Kind::Share, Derived, "资金调整占比";
    investment_after_change: i64 = Kind::Money, Given, "变更后投资规模";
    change_already_made: bool = Kind::Flag, Given, "变更已先行实施";
    change_review_requested: bool = Kind::Flag, Given, "已申请变更审查";
    change_filed: bool = Kind::Flag, Given, "变更已备案";
    change_review_passed: bool = Kind::Flag, Given, "变更审查已通过";
    change_permitted_on: Date = Kind::Date, Given, "变更备案或审查通过日期";
    before_change_permission: bool = Kind::Flag, Derived, "变更实施早于备案或审查";
    midterm_sections: Words = Kind::Set(v::MIDTERM_SECTIONS), Given, "中期报告已写的部分";
    midterm_report_on: Date = Kind::Date, Given, "中期报告报送日期";
    performance_report_on: Date = Kind::Date, Given, "最近一次绩效跟踪报送日期";
    midterm_report_missing: bool = Kind::Flag, Given, "应报未报中期报告";
    risk_reported: bool = Kind::Flag, Given, "已报告风险";
    delay_reported: bool = Kind::Flag, Given, "已报告项目延期";
    risk_reported_on: Date = Kind::Date, Given, "未办结风险的报告日期";
    risk_assessed_on: Date = Kind::Date, Given, "未办结风险的研判日期";
    risk_major: bool = Kind::Flag, Given, "已研判为重大风险";
    risk_opinion_finance: bool = Kind::Flag, Given, "财政部门已出具意见";
    risk_opinion_audit: bool = Kind::Flag, Given, "审计部门已出具意见";
    risk_escalated: bool = Kind::Flag, Given, "已上报领导小组";
    last_mlps_assessment_on: Date = Kind::Date, Given, "最近一次通过等保测评日期";
    last_cryptography_assessment_on: Date = Kind::Date, Given, "最近一次通过密评日期";
    cryptography_report_owed_since: Date = Kind::Date, Given, "通过密评而报告尚未备案的日期";
    assessment_failed_on: Date = Kind::Date, Given, "未通过且未整改完成的测评日期";

    // acceptance and archive
    acceptance_applied: bool = Kind::Flag, Given, "已提交验收申请";
    acceptance_applied_on: Date = Kind::Date, Given, "验收申请提交日期";
    acceptance_on: Date = Kind::Date, Given, "竣工验收日期";
    working_days_before_acceptance: i64 = Kind::Count, Derived, "提交申请至验收的工作日数";
    acceptance_earliest_on: Date = Kind::Date, Derived, "最早可以竣工验收的日期";
    data_tasks_settled: Words = Kind::Set(v::DATA_TASKS), Given, "已完成或已说明不适用的数据任务";
    changes_pending: i64 = Kind::Count, Given, "未办结的变更数";
    assessment_rectifications_open: i64 = Kind::Count, Given, "测评未通过且未整改完成的项数";
    archive_missing: i64 = Kind::Count, Given, "档案缺少的材料数";
    acceptance_approved: bool = Kind::Flag, Given, "验收申请已批准";
    invited: Words = Kind::Set(v::CAPACITIES), Given, "已邀请的部门";
    acceptance_result: String = Kind::Choice(v::ACCEPTANCE_RESULTS), Given, "竣工验收结果";
    accepted_on: Date = Kind::Date, Given, "通过竣工验收日期";
    live_on: Date = Kind::Date, Given, "投入使用日期";
    result_registered: bool = Kind::Flag, Given, "成果已登记";
    undertaking_given: bool = Kind::Flag, Given, "已承诺不擅自转让";
    adopter_in_district: bool = Kind::Flag, Given, "使用单位是本区党政机关";
    transfer_permitted: bool = Kind::Flag, Given, "已同意转让";
    assets_listed: i64 = Kind::Count, Given, "登记的资产项数";
    assets_registered_on: Date = Kind::Date, Given, "资产登记日期";
    archive_handed_over_on: Date = Kind::Date, Given, "档案移交日期";
    operation_plan_filed_on: Date = Kind::Date, Given, "运维方案备案日期";

    // supervision and evaluation
    subject_named: bool = Kind::Flag, Given, "已写明检查事项";
    legal_liability: bool = Kind::Flag, Given, "涉及法律责任";
    law_named: bool = Kind::Flag, Given, "已写明所违反的法律";
    finding_recorded: bool = Kind::Flag, Given, "已记录问题";
    deadline_given: bool = Kind::Flag, Given, "已规定整改期限";
    rectification_ordered: bool = Kind::Flag, Given, "已要求限期整改";
    rectification_due_on: Date = Kind::Date, Given, "整改期限";
    rectification_reported: bool = Kind::Flag, Given, "已报告整改情况";
    rectification_reported_on: Date = Kind::Date, Given, "整改情况报告日期";
    rectification_outcome: String = Kind::Choice(v::RECTIFICATION_OUTCOMES), Given, "整改复核结论";
    rectification_overdue: bool = Kind::Flag, Derived, "逾期未整改";
    lifted_measure: String = Kind::Choice(v::MEASURES), Given, "要解除的监督措施";
    decision_revoked: bool = Kind::Flag, GivenOrNone, "原决定已被依法撤销";
    evidence: bool = Kind::Flag, Given, "已附证据";
    ground: String = Kind::Choice(v::GROUNDS), Given, "暂停拨付情形";
    quality_problem: bool = Kind::Flag, Given, "出现重大质量问题";
    economic_loss: bool = Kind::Flag, Given, "造成经济损失";
    social_impact: bool = Kind::Flag, Given, "造成社会影响";
    year_since_acceptance: bool = Kind::Flag, Derived, "验收已满一年";
    self_evaluated_on: Date = Kind::Date, Given, "绩效自评报送日期";
    selected_for_evaluation: bool = Kind::Flag, Given, "已选取为评估项目";
    opinion_given: bool = Kind::Flag, Given, "已写明评估意见";
    open_duties: i64 = Kind::Count, Given, "未办结的义务数";

    // registers
    district_design: bool = Kind::Flag, Given, "是区顶层设计";
    design_approved: bool = Kind::Flag, Given, "顶层设计已获批准";
    design_filed: bool = Kind::Flag, Given, "领域设计已备案";
    agency_fault: String = Kind::Choice(v::AGENCY_FAULTS), Given, "机构过错";
    article_named: bool = Kind::Flag, Given, "已写明所解释的条文";
}

/// The row of a fact.
pub fn fact(name: &str) -> Option<&'static FactSpec> {
    FACTS.iter().find(|spec| spec.name == name)
}
