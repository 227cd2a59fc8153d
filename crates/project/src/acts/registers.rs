//! The forms of the registers: designs, platforms, catalogue items, agencies,
//! experts, meetings, interpretations, settings and synonyms.

use std::collections::BTreeSet;

use jiff::civil::Date;
use tongchou_rules::vocabulary as v;

use super::macros::act;
use super::words;
use crate::fields::{DATE, FLAG, FieldKind as K, LONG, TEXT};
use crate::registers::selection::{Drawn, Selectable};

act! {
    DesignRow {
        code: String = required TEXT, "条目编号", "7", "";
        title: String = required TEXT, "条目名称", "7", "";
        description: Option<String> = optional LONG, "内容", "7", "";
    }
}
act! {
    DraftDesign {
        kind: String = required K::Choice(words::DESIGN_KINDS), "类型", "7", "";
        title: String = required TEXT, "名称", "7", "";
        edition: String = required TEXT, "版次", "7", "如2026年版";
        fields: BTreeSet<String> = optional K::Choices(v::FIELDS.words), "所属领域", "7", "领域设计填写";
        items: Vec<DesignRow> = required K::Rows(DesignRow::FIELDS), "条目", "7", "申报时引用";
        replaces: Option<String> = optional K::Reference("design"), "所替代的设计", "7", "";
    } files "设计文件", "7", "";
}
act! {
    ApproveDesign {
        number: Option<String> = optional TEXT, "批准文号", "7", "";
        approved_on: Date = required DATE, "批准日期", "7", "";
    } files "批准文件", "7", "";
}
act! {
    FileDesign {
        note: Option<String> = optional LONG, "备案说明", "7", "";
    } files "备案文件", "7", ""; numbered "文号，办理时由系统编定";
}
act! {
    BringDesignIntoForce {
        from: Date = required DATE, "施行日期", "7", "";
    }
}
act! {
    RegisterPlatform {
        name: String = required TEXT, "平台名称", "3", "";
        description: String = required LONG, "能力和服务范围", "3", "";
        fields: BTreeSet<String> = optional K::Choices(v::FIELDS.words), "所属领域", "3", "";
        contact: Option<String> = optional TEXT, "联系方式", "3", "";
    }
}
act! {
    RetirePlatform {
        reason: String = required LONG, "停用理由", "3", "";
    }
}
act! {
    AddSynonyms {
        meaning: String = required K::Choice(words::SYNONYM_MEANINGS), "说的是什么", "3", "";
        field: Option<String> = optional TEXT, "领域", "3", "建设的内容和服务的人填写，如“交通”；与系统词表同名的领域并入其中";
        words: String = required LONG, "同义词", "3", "用空格或顿号隔开，每个两个字以上，至少两个；不计入比对的套话一个也可以";
    }
}
act! {
    RemoveSynonyms {
        reason: String = required LONG, "删除理由", "3", "";
    }
}
act! {
    AddCatalogueItem {
        code: String = required TEXT, "目录编码", "9", "";
        name: String = required TEXT, "服务名称", "9", "";
        year: i64 = required K::Count { min: 2000, max: 2100 }, "年度", "9", "";
    }
}
act! {
    RemoveCatalogueItem {
        reason: String = required LONG, "删除理由", "9", "";
    }
}
act! {
    RegisterAgency {
        name: String = required TEXT, "机构名称", "19", "";
        credit_code: String = required TEXT, "统一社会信用代码", "19", "18位";
        kinds: BTreeSet<String> = required K::Choices(words::AGENCY_KINDS), "业务类型", "19", "";
        contact: Option<String> = optional TEXT, "联系人和电话", "19", "";
    }
}
act! {
    NameAgency {
        fault: String = required K::Choice(v::AGENCY_FAULTS.words), "过错", "34", "";
        facts: String = required LONG, "事实", "34", "公开通报的内容";
        evidence: Option<String> = optional LONG, "证据", "34", "";
        project: Option<String> = optional K::Reference("project"), "涉及项目", "34", "";
        heard_on: Option<Date> = required DATE, "听取机构陈述的日期", "", "条文没有写明；本系统要求先听取机构的意见，再公开通报";
        statement: Option<String> = required LONG, "机构的陈述和申辩", "", "照机构的原意记录；没有意见的，写明没有意见";
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Date> = optional DATE, "通报至", "", "条文没有规定期限；不填的，至撤销时止";
    } files "证据文件", "34", ""; numbered "文号，办理时由系统编定";
}
act! {
    WithdrawAgencyNotice {
        reason: Option<String> = optional LONG, "撤销理由", "34", "";
    }
}
act! {
    RegisterExpert {
        name: String = required TEXT, "姓名", "14", "";
        person: Option<String> = optional TEXT, "登录账号", "14", "专家本人在系统中的账号；没有账号的留空，评审时凭邀请链接和邀请码提交意见";
        employer: String = required TEXT, "工作单位", "14", "";
        body: Option<String> = optional K::Reference("body"), "工作单位（本区单位）", "14", "用于回避";
        agencies: BTreeSet<String> = optional K::References("agency"), "有利害关系的服务机构", "14", "用于回避";
        #[serde(default)]
        bodies: BTreeSet<String> = optional K::References("body"), "有利害关系的单位", "14", "专家申报的，用于回避";
        fields: BTreeSet<String> = required K::Choices(v::FIELDS.words), "专业领域", "14", "";
        cryptography: bool = optional FLAG, "密码领域专家", "10", "";
    }
}
act! {
    RetireExpert {
        reason: String = required LONG, "出库理由", "14", "";
    }
}
act! {
    ScheduleMeeting {
        title: String = required TEXT, "会议名称", "15", "";
        held_on: Date = required DATE, "会议日期", "15", "";
        place: String = required TEXT, "地点", "15", "";
        agenda: BTreeSet<String> = required K::References("project"), "议程项目", "15", "";
    }
}
act! {
    AmendMeeting {
        title: String = required TEXT, "会议名称", "15", "";
        held_on: Date = required DATE, "会议日期", "15", "";
        place: String = required TEXT, "地点", "15", "";
        agenda: BTreeSet<String> = required K::References("project"), "议程项目", "15", "已在本次会议作出结论的项目不能移出";
        reason: String = required LONG, "调整理由", "15", "";
    }
}
act! {
    CancelMeeting {
        reason: String = required LONG, "取消理由", "15", "";
    }
}
act! {
    RecordMinutes {
        attendees: String = required LONG, "参会部门和人员", "15", "";
        minutes: String = required LONG, "会议纪要", "15", "";
    } files "会议纪要文件", "15", ""; numbered "文号，办理时由系统编定";
}
act! {
    DrawSelection {
        title: String = required TEXT, "名称", "31.1", "如2026年下半年资金使用检查";
        purpose: String = required K::Choice(words::SELECTION_PURPOSES), "用途", "31.1", "";
        scope: String = required K::Choice(words::SELECTION_SCOPES), "范围", "31.1", "";
        by_risk: i64 = required K::Count { min: 0, max: 500 }, "按风险选取（个）", "31.1", "得分从高到低；得分和每一分的来由随选取一并公布";
        at_random: i64 = required K::Count { min: 0, max: 500 }, "随机选取（个）", "31.1", "在其余项目中按种子抽取，任何人可以重算";
        reason: String = required LONG, "选取的考虑", "31.1", "";
    } computed {
        seed: String, "the seed that nobody could know before";
        population: Vec<Selectable>, "who could be selected, with their points";
        drawn: Vec<Drawn>, "who came out";
    }
}
act! {
    PublishInterpretation {
        article: Option<String> = optional TEXT, "条文", "36", "如20.3";
        number: Option<String> = optional TEXT, "文号", "36", "";
        text: String = required LONG, "解释内容", "36", "";
    } files "解释文件", "36", "";
}
act! {
    ChangeSetting {
        key: String = required K::Reference("setting"), "设置项", "36", "";
        value: String = required TEXT, "取值", "36", "";
        from: Date = required DATE, "生效日期", "36", "";
        reason: Option<String> = optional LONG, "理由", "36", "";
    }
}
