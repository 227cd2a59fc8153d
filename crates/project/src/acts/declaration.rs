//! The forms of chapter 2: from a project's registration to its declaration.
//! What they may not do: say what the law asks; a field is "required" here only
//! where nothing can be recorded without it.

use std::collections::BTreeSet;

use jiff::civil::Date;
use tongchou_rules::vocabulary as v;

use super::macros::act;
use super::words;
use crate::fields::{DATE, FLAG, FieldKind as K, LONG, MONEY, RESULT, TEXT, YES_NO};

act! {
    /// A line of the declared budget.
    BudgetRow {
        name: String = required TEXT, "内容名称", "", "";
        category: String = required K::Choice(words::CATEGORIES), "类别", "", "";
        amount: i64 = required MONEY, "金额（元）", "", "";
    }
}
act! {
    /// A scenario that the operator of authorised public data plans.
    ScenarioRow {
        name: String = required TEXT, "场景名称", "12", "";
        operator: String = required TEXT, "被授权运营主体", "12", "";
        purpose: Option<String> = optional LONG, "用途和数据范围", "12", "";
    }
}
act! {
    /// A hit of the duplicate check that a person adds.
    MatchRow {
        kind: String = required K::Choice(words::MATCH_KINDS), "类型", "3", "";
        title: String = required TEXT, "名称", "3", "";
        reason: Option<String> = optional LONG, "相似之处", "3", "";
    }
}
act! {
    RegisterProject {
        title: String = required TEXT, "项目名称", "2.1", "";
        summary: String = required LONG, "项目概述", "2.1", "不得填写任何涉密内容";
        fields: BTreeSet<String> = required K::Choices(v::FIELDS.words), "信息化领域", "2.1", "可多选";
        nature: String = required K::Choice(v::NATURES.words), "项目性质", "2.1", "";
        funding: BTreeSet<String> = required K::Choices(v::FUNDINGS.words), "资金来源", "2.2", "可多选";
        district_funds: bool = required FLAG, "使用本区财政资金", "2.2", "";
        domain: String = required K::Reference("domain_lead"), "专业领域牵头部门", "8", "由其统筹申报意见";
        state_secret: bool = required FLAG, "涉及国家秘密", "6", "涉密项目不得在本系统办理，不会保存所填内容";
        critical_infrastructure: bool = required FLAG, "关键信息基础设施", "10", "";
        mlps_level: i64 = required K::Count { min: 1, max: 5 }, "网络安全等级保护级别", "20.1", "拟定级别，一至五级";
        public_data_operation: bool = required FLAG, "涉及公共数据授权运营", "12", "";
        predecessor: Option<String> = optional K::Reference("project"), "前期项目", "26", "运维、升级或续建项目填写所依托的本单位前期项目";
    } computed {
        unit: String, "项目单位";
        unit_name: String, "项目单位名称";
        district_unit: bool, "项目单位是本区单位";
    }
}
act! {
    /// What is left out stays as it is.
    ReviseDeclaration {
        title: Option<String> = optional TEXT, "项目名称", "2.1", "";
        summary: Option<String> = optional LONG, "项目概述", "2.1", "";
        fields: BTreeSet<String> = optional K::Choices(v::FIELDS.words), "信息化领域", "2.1", "";
        nature: Option<String> = optional K::Choice(v::NATURES.words), "项目性质", "2.1", "";
        funding: BTreeSet<String> = optional K::Choices(v::FUNDINGS.words), "资金来源", "2.2", "";
        domain: Option<String> = optional K::Reference("domain_lead"), "专业领域牵头部门", "8", "";
        state_secret: bool = optional FLAG, "涉及国家秘密", "6", "涉密项目不得在本系统办理，不会保存所填内容";
        district_funds: Option<String> = optional YES_NO, "使用本区财政资金", "2.2", "";
        critical_infrastructure: Option<String> = optional YES_NO, "关键信息基础设施", "10", "";
        mlps_level: Option<i64> = optional K::Count { min: 1, max: 5 }, "网络安全等级保护级别", "20.1", "";
        public_data_operation: Option<String> = optional YES_NO, "涉及公共数据授权运营", "12", "";
        predecessor: Option<String> = optional K::Reference("project"), "前期项目", "26", "";
        objectives: Option<String> = optional LONG, "业务目标", "13", "";
        needs: Option<String> = optional LONG, "需求范围", "13", "";
        data_acquisition: Option<String> = optional LONG, "数据获取方式", "13", "";
        management: Option<String> = optional LONG, "项目建设管理", "13", "";
        mechanisms: Option<String> = optional LONG, "配套工作机制", "13", "";
        performance: Option<String> = optional LONG, "应用绩效", "13", "";
        budget: Vec<BudgetRow> = optional K::Rows(BudgetRow::FIELDS), "投资概算", "10", "填写后整表替换";
        design: Option<String> = optional K::Reference("design"), "所依据的顶层设计", "8", "";
        design_item: Option<String> = optional TEXT, "顶层设计条目编号", "8", "如 2.3";
        catalogue_item: Option<String> = optional K::Reference("catalogue_item"), "购买服务指导性目录条目", "9", "购买服务类项目填写";
        planned_start_on: Option<Date> = optional DATE, "计划开工日期", "", "";
        planned_end_on: Option<Date> = optional DATE, "计划完工日期", "23.1", "";
        necessity: Option<String> = optional LONG, "政府投资必要性", "11", "政府和社会共同投资的项目填写";
        investment_mode: Option<String> = optional LONG, "投资方式比选", "11", "";
        life_cycle_cost: Option<String> = optional LONG, "全生命周期成本", "11", "";
        efficiency: Option<String> = optional LONG, "运营效率", "11", "";
        risk: Option<String> = optional LONG, "风险管理", "11", "";
        social_capital_fit: Option<String> = optional LONG, "是否适宜采用社会资本", "11", "";
        authorising_body: Option<String> = optional LONG, "授权主体", "12", "涉及公共数据授权运营的项目填写";
        conditions: Option<String> = optional LONG, "授权条件", "12", "";
        procedure: Option<String> = optional LONG, "授权程序", "12", "";
        data_scope: Option<String> = optional LONG, "数据范围", "12", "";
        platform: Option<String> = optional LONG, "平台服务和使用机制", "12", "";
        conduct: Option<String> = optional LONG, "运营行为", "12", "";
        security_confidentiality: Option<String> = optional LONG, "安全保密规范", "12", "";
        evaluation_exit: Option<String> = optional LONG, "运营评价和退出情形", "12", "";
        scenarios: Vec<ScenarioRow> = optional K::Rows(ScenarioRow::FIELDS), "规划的应用场景", "12", "填写后整表替换";
        #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
        cleared: BTreeSet<String> = optional K::Choices(words::CLEARABLE), "清空的栏目", "13", "没有填写的栏目不变；要清空的在此列出";
    }
}
act! {
    SubmitMaterial {
        material: String = required K::Choice(v::MATERIALS.words), "材料种类", "29", "";
        title: String = required TEXT, "材料名称", "29", "";
        document_number: Option<String> = optional TEXT, "文号", "", "";
        dated_on: Option<Date> = optional DATE, "材料日期", "", "";
        note: Option<String> = optional LONG, "说明", "", "";
        digest: Option<String> = optional TEXT, "文件摘要值（SM3）", "", "文件另行保存、不在此上传的，填其摘要值";
    } files "文件", "29", "可以一次选择多个；再次提交同一材料的，以新提交的为准，原文件保留";
}
act! {
    /// The software's own hits are added to those typed.
    RecordDuplicateCheck {
        matches: Vec<MatchRow> = optional K::Rows(MatchRow::FIELDS), "人工补充的相似项", "3", "系统自动比对已申报项目、共性平台、项目成果和顶层设计，此处只填补充";
    } computed {
        found: Vec<crate::state::Match>, "系统比对的相似项";
        basis: Option<crate::state::CheckBasis>, "比对所用的内容；最早的核查没有记录";
    }
}
act! {
    AnswerMatch {
        matched: String = required K::Reference("match"), "核查结果", "3", "";
        answer: String = required K::Choice(words::MATCH_ANSWERS), "答复", "3", "";
        reason: String = required LONG, "理由", "3", "";
    }
}
act! {
    EndorseDeclaration {
        outcome: String = required K::Choice(words::PASS_RETURN), "统筹结论", "8", "";
        opinion: String = required LONG, "统筹意见", "8", "";
    }
}
act! {
    /// What the unit says to one defect of a return.
    AnswerRow {
        subject: String = required TEXT, "需补正的问题", "15", "";
        answer: Option<String> = optional LONG, "补正情况", "15", "";
    }
}
act! {
    DeclareProject {
        signed_by: String = required TEXT, "承诺书签署人", "13", "项目单位主要负责人";
        signed_on: Date = required DATE, "承诺书签署日期", "13", "";
        #[serde(default)]
        answers: Vec<AnswerRow> = optional K::Rows(AnswerRow::FIELDS), "对补正意见的答复", "15", "退回补正后重新申报时逐条填写";
    } files "承诺书文件", "13", "已签署的承诺书扫描件";
}
act! {
    WithdrawProject {
        reason: String = required LONG, "撤回理由", "", "";
    }
}
act! {
    ReviewCryptographyPlan {
        result: String = required RESULT, "评审结果", "10", "";
        reviewers: String = required TEXT, "评审专家", "10", "密码领域专家姓名";
        reviewed_on: Date = required DATE, "评审日期", "10", "";
        opinion: String = required LONG, "评审意见", "10", "";
    } files "评审意见文件", "10", "";
}
act! {
    SubmitCryptographyDocuments {
        note: Option<String> = optional LONG, "说明", "10", "方案、专家评审意见和审核表须先作为材料提交";
    } files "报送文件", "10", "";
}
act! {
    IssueCryptographyOpinion {
        outcome: String = required K::Choice(words::OPINIONS), "审核意见", "10", "";
        number: Option<String> = optional TEXT, "文号", "", "";
        opinion: String = required LONG, "意见内容", "10", "";
    } files "审核意见文件", "10", "";
}
act! {
    AssessOperationScenario {
        scenario: String = required K::Reference("scenario"), "应用场景", "12", "";
        result: String = required RESULT, "评估结果", "12", "";
        compliance: String = required LONG, "合规性评估", "12", "";
        security_risk: String = required LONG, "安全风险评估", "12", "";
    } files "评估报告", "12", "";
}
act! {
    RecordFalseDeclaration {
        facts: String = required LONG, "虚假申报事实", "13", "";
        evidence: Option<String> = optional LONG, "证据", "13", "";
    } files "证据文件", "13", "";
}
