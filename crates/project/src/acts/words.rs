//! Words of forms that the law does not speak of. Those the law uses are the
//! regulation's own vocabularies.

pub type Words = &'static [(&'static str, &'static str)];

pub(crate) const CATEGORIES: Words = &[
    ("software_development", "软件开发"),
    ("software_purchase", "软件购置"),
    ("hardware", "硬件"),
    ("security", "网络安全"),
    ("service", "服务"),
    ("other", "其他"),
];
pub(crate) const PASS_RETURN: Words = &[("pass", "通过"), ("return", "退回补正")];
pub(crate) const PASS_REJECT: Words = &[("pass", "通过验收"), ("reject", "未通过验收")];
pub const MATCH_KINDS: Words = &[
    ("platform", "共性平台"),
    ("project", "已有项目"),
    ("result", "已登记的项目成果"),
];
/// What the words of a line of synonyms speak of.
pub const SYNONYM_MEANINGS: Words = &[
    ("object", "建设的内容"),
    ("user", "服务的人"),
    ("function", "功能"),
    ("capability", "共性平台的能力"),
    ("plain", "套话，不计入比对"),
];
/// What a hit of the duplicate check is.
pub const MATCH_CLASSES: Words = &[
    ("duplicate", "疑似重复"),
    ("reuse_candidate", "可复用"),
    ("related", "关联项目"),
    ("similar_words", "用词相近、用途不同"),
];
/// A hit that only the software makes.
pub const DESIGN_ITEM: (&str, &str) = ("design_item", "顶层设计条目");
pub(crate) const MATCH_ANSWERS: Words = &[
    ("reused", "直接复用或在其基础上建设"),
    ("not_suitable", "不能满足需要，说明理由"),
    ("not_duplicate", "内容不重复，说明理由"),
    (MATCH_WITHDRAWN, "撤去重复的内容，不再建设"),
];
/// The word in the numbers that the system itself gives to opinion letters.
pub const LETTER_SERIES: &str = "信审函";
/// What of a declaration may be left open again.
pub(crate) const CLEARABLE: Words = &[
    ("summary", "项目概述"),
    ("predecessor", "前期项目"),
    ("objectives", "业务目标"),
    ("needs", "需求范围"),
    ("data_acquisition", "数据获取方式"),
    ("management", "项目建设管理"),
    ("mechanisms", "配套工作机制"),
    ("performance", "应用绩效"),
    ("budget", "投资概算"),
    ("design", "所依据的顶层设计"),
    ("design_item", "顶层设计条目编号"),
    ("catalogue_item", "购买服务指导性目录条目"),
    ("planned_start_on", "计划开工日期"),
    ("planned_end_on", "计划完工日期"),
    ("necessity", "政府投资必要性"),
    ("investment_mode", "投资方式比选"),
    ("life_cycle_cost", "全生命周期成本"),
    ("efficiency", "运营效率"),
    ("risk", "风险管理"),
    ("social_capital_fit", "是否适宜采用社会资本"),
    ("authorising_body", "授权主体"),
    ("conditions", "授权条件"),
    ("procedure", "授权程序"),
    ("data_scope", "数据范围"),
    ("platform", "平台服务和使用机制"),
    ("conduct", "运营行为"),
    ("security_confidentiality", "安全保密规范"),
    ("evaluation_exit", "运营评价和退出情形"),
    ("scenarios", "规划的应用场景"),
];
/// Holds once a later check finds the hit no more.
pub(crate) const MATCH_WITHDRAWN: &str = "withdrawn";
/// An interest keeps an expert out of the project for good.
pub(crate) const INTEREST: &str = "interest";
pub const DECLINE_GROUNDS: Words = &[
    (INTEREST, "与项目单位或者承建单位有利害关系，申请回避"),
    ("unable", "因故不能参加本次评审"),
];
pub const STANCES: Words = &[
    ("agree", "同意"),
    ("conditions", "原则同意，有修改意见"),
    ("disagree", "不同意"),
];
pub(crate) const OPINIONS: Words = &[("favourable", "同意"), ("unfavourable", "不同意")];
pub(crate) const BUDGET_PURPOSES: Words = tongchou_rules::vocabulary::BUDGET_PURPOSES.words;
pub(crate) const PROCUREMENT_METHODS: Words = &[
    ("open_tender", "公开招标"),
    ("invited_tender", "邀请招标"),
    ("negotiation", "竞争性谈判"),
    ("consultation", "竞争性磋商"),
    ("inquiry", "询价"),
    ("single_source", "单一来源"),
    ("framework", "框架协议"),
    ("other", "其他规定方式"),
];
pub(crate) const ASSESSMENT_KINDS: Words = &[
    ("mlps_assessment", "安全等级测评"),
    ("cryptography_assessment", "密码应用安全性评估"),
    ("software_test", "软件测评"),
];
pub(crate) const TASK_STATES: Words = &[("done", "已完成"), ("not_applicable", "不适用")];
pub(crate) const DELAY: &str = "delay";
pub(crate) const RISK_KINDS: Words = &[
    (DELAY, "延期"),
    ("loss", "投资损失风险"),
    ("other", "其他风险"),
];
pub(crate) const RISK_LEVELS: Words = &[("general", "一般风险"), ("major", "重大风险")];
pub const RESULT_KINDS: Words = &[
    ("software", "软件"),
    ("data", "数据资源"),
    ("document", "标准、方案等文档"),
    ("other", "其他"),
];
pub(crate) const ASSET_KINDS: Words = &[("hardware", "硬件"), ("software", "软件")];
pub(crate) const INSPECTION_SUBJECTS: Words = &[
    ("management", "项目管理"),
    ("procurement", "立项采购"),
    ("funds", "资金使用"),
    ("acceptance", "项目验收"),
    ("operation", "运行维护"),
];
pub(crate) const INSPECTORS: Words = &[
    ("bureau", "区科技和信息化局"),
    ("finance", "区财政局"),
    ("audit", "区审计局"),
    ("cyberspace", "区委网信办"),
    ("cryptography", "区委机要局（区密码管理局）"),
];
/// The grounds for suspending payments that the record itself shows.
pub(crate) const FOUND_GROUNDS: Words = &[
    ("procedure_breached", "（二）未按规定履行申报审批程序"),
    ("letter_breached", "（三）未按审查意见函实施或变更未备案"),
    ("acceptance_breached", "（四）未验收或未按验收规定执行"),
];
/// What data from outside can tell of.
pub const OBSERVED: Words = &[
    ("start_procurement", "启动采购"),
    ("sign_contract", "签订承建合同"),
    ("start_construction", "开工"),
    ("make_payment", "付款"),
    ("implement_change", "实施变更"),
    ("conclude_acceptance", "竣工验收"),
    ("go_live", "投入使用"),
];
pub(crate) const REFERRED_TO: Words = &[("discipline", "区纪委区监委"), ("judicial", "司法机关")];
pub(crate) const SELECTIONS: Words = &[("risk", "按风险选取"), ("random", "随机抽取")];
pub const SELECTION_PURPOSES: Words = &[("inspection", "监督检查"), ("evaluation", "评估")];
pub const SELECTION_SCOPES: Words = &[
    ("running", "在建：已取得审查意见函、未通过验收"),
    ("accepted", "已通过竣工验收、未办结"),
    ("all", "已取得审查意见函、未办结"),
];
pub(crate) const EVALUATIONS: Words = &[("performance", "绩效评估"), ("post", "后评价")];
pub const GRADES: Words = &[
    ("excellent", "优秀"),
    ("good", "良好"),
    ("fair", "合格"),
    ("poor", "不合格"),
];
pub(crate) const DESIGN_KINDS: Words = &[("district", "区顶层设计"), ("domain", "领域顶层设计")];
pub(crate) const AGENCY_KINDS: Words = &[
    ("implementation", "承建"),
    ("supervision", "监理"),
    ("security_assessment", "安全等级测评"),
    ("cryptography_assessment", "密码应用安全性评估"),
    ("software_test", "软件测评"),
    ("performance_evaluation", "绩效评估"),
    ("operation", "运维"),
];

/// The Chinese name of a word, or the word itself.
pub fn label(words: Words, word: &str) -> &str {
    words
        .iter()
        .find(|(id, _)| *id == word)
        .map_or(word, |(_, label)| label)
}
