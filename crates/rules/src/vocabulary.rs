//! The closed vocabularies: each word with its Chinese name. The Cedar schema
//! enumerates the same words; a test compares the two.

/// A vocabulary: its Cedar type and its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    pub cedar_type: &'static str,
    pub words: &'static [(&'static str, &'static str)],
}

impl Words {
    /// The Chinese name of a word.
    pub fn label(self, word: &str) -> Option<&'static str> {
        self.words
            .iter()
            .find(|(id, _)| *id == word)
            .map(|(_, label)| *label)
    }
}

macro_rules! words {
    ($($name:ident $cedar:literal { $($id:literal $label:literal),* $(,)? })*) => {
        $(pub const $name: Words = Words { cedar_type: $cedar, words: &[$(($id, $label)),*] };)*
        /// Every vocabulary, for the loader.
        pub const ALL: &[Words] = &[$($name),*];
    };
}

words! {
    CAPACITIES "Capacity" {
        "project_unit" "项目单位", "domain_lead" "专业领域牵头部门", "bureau" "区科技和信息化局", "finance" "区财政局",
        "investment" "投资主管部门", "audit" "区审计局", "cyberspace" "区委网信办", "cryptography" "区委机要局（区密码管理局）",
        "leading_group" "区大数据工作领导小组", "government" "区政府", "discipline" "区纪委区监委", "expert" "信息化专家",
        "agency" "信息技术外包服务机构", "public" "公众", "system_admin" "系统管理员", "security_admin" "安全管理员", "audit_admin" "审计管理员",
    }
    FIELDS "Field" {
        "infrastructure" "新型基础设施", "network" "信息网络", "equipment" "智能新装备",
        "business_system" "业务信息系统", "data_resource" "信息资源库", "security" "安全保障",
    }
    NATURES "Nature" {
        "construction" "工程建设", "upgrade" "升级改造", "operation" "运行维护", "service_purchase" "购买服务", "resource_purchase" "购买资源",
    }
    FUNDINGS "Funding" {
        "fiscal" "财政性资金", "fiscal_service" "财政性资金购买服务", "social_cooperation" "政府与社会资本合作",
        "subsidy" "国家、市补助投资及其他专项资金", "other" "其他资金",
    }
    TOPICS "Topic" {
        "objectives" "业务目标", "needs" "需求范围", "data_acquisition" "数据获取方式", "management" "项目建设管理",
        "mechanisms" "配套工作机制", "performance" "应用绩效",
    }
    FEASIBILITY_ASPECTS "FeasibilityAspect" {
        "necessity" "政府投资必要性", "investment_mode" "投资方式比选", "life_cycle_cost" "全生命周期成本",
        "efficiency" "运营效率", "risk" "风险管理", "social_capital_fit" "是否适宜采用社会资本",
    }
    OPERATION_TERMS "OperationTerm" {
        "authorising_body" "授权主体", "conditions" "授权条件", "procedure" "授权程序", "data_scope" "数据范围",
        "platform" "平台服务和使用机制", "conduct" "运营行为", "security_confidentiality" "安全保密规范", "evaluation_exit" "运营评价和退出情形",
    }
    ASPECTS "Aspect" { "technology" "技术", "security" "安全", "data" "数据", "budget" "预算" }
    OUTCOMES "Outcome" { "pass" "通过", "return" "退回补正", "reject" "不予通过" }
    ACCEPTANCE_RESULTS "AcceptanceResult" { "none" "尚未验收", "passed" "通过验收", "failed" "未通过验收" }
    PREDECESSOR_ACCEPTANCES "PredecessorAcceptance" {
        "no_predecessor" "没有前期项目", "none" "前期项目尚未验收", "passed" "前期项目已通过验收", "failed" "前期项目未通过验收",
    }
    CONTRACT_KINDS "ContractKind" {
        "implementation" "承建合同", "supervision" "监理合同", "security_assessment" "等保测评合同", "cryptography_assessment" "密评合同",
        "software_test" "软件测评合同", "performance_evaluation" "绩效评估合同", "operation" "运维合同",
    }
    BUDGET_PURPOSES "BudgetPurpose" { "implementation" "建设实施", "operation" "运行维护" }
    CONTRACT_CLAUSES "ContractClause" {
        "confidentiality" "保密责任", "operation_duty" "运维责任", "warranty" "免费质保期限", "ownership" "项目成果归属",
    }
    CHANGE_CASES "ChangeCase" {
        "work_deployment" "（一）国家、北京市或西城区工作部署", "technical" "（二）安装部署条件、硬件性能或安全防护策略变化",
        "business" "（三）在已批复规划框架内的业务发展需要", "none" "不属于上述情形",
    }
    DATA_TASKS "DataTask" { "cloud" "入云", "update" "更新", "chain" "上链", "rights" "确权" }
    MIDTERM_SECTIONS "MidtermSection" {
        "progress" "项目建设进度", "data_resources" "数据资源建设", "security" "安全体系建设", "budget_execution" "预算执行",
    }
    GROUNDS "Ground" {
        "law_breached" "（一）未执行法律、法规、信息化标准", "procedure_breached" "（二）未履行申报审批程序",
        "letter_breached" "（三）未按审查意见函实施或变更未备案", "acceptance_breached" "（四）未验收或未按验收规定执行",
        "quality_trouble" "（五）重大质量问题造成损失和影响",
    }
    MEASURES "Measure" {
        "criticism" "通报批评", "defer_investment" "暂缓安排投资计划", "suspend_construction" "暂停项目建设", "terminate" "终止项目",
    }
    RECTIFICATION_OUTCOMES "RectificationOutcome" { "none" "未复核", "passed" "符合要求", "failed" "仍不符合要求" }
    AGENCY_FAULTS "AgencyFault" { "none" "无", "deceit" "弄虚作假", "untrue_conclusion" "评估结论意见严重失实" }
    MATERIALS "Material" {
        "needs_argument" "需求论证材料", "declaration_form" "项目申报书", "truth_commitment" "真实性和完整性承诺书", "security_plan" "安全建设方案",
        "service_budget" "购买服务预算", "feasibility_report" "可行性研究报告", "cryptography_plan" "《信息系统密码应用方案》",
        "cryptography_expert_opinion" "密码应用方案专家评审意见", "cryptography_review_form" "《政府投资信息化项目密码应用审核表》",
        "cryptography_opinion" "密码管理部门审核意见", "data_risk_report" "公共数据资源开放风险评估报告",
        "acceptance_form" "验收申请表", "acceptance_materials" "验收材料", "mlps_filing" "等级保护定级备案证明",
        "mlps_assessment" "安全等级测评报告", "cryptography_assessment" "密码应用安全性评估报告",
        "cryptography_report_filing" "密码应用安全性评估报告备案", "software_test_report" "软件测评报告", "supervision_report" "监理报告",
        "security_implementation" "安全措施建设情况", "security_in_use" "安全措施启用情况", "operation_conformity" "公共数据授权运营合规说明",
        "operation_plan" "运行维护方案", "asset_list" "软硬件资产清单", "archive_index" "档案目录", "reuse_undertaking" "成果使用承诺书",
        "self_evaluation_report" "绩效自评报告", "midterm_report" "项目中期报告", "performance_report" "绩效跟踪报告",
    }
}
