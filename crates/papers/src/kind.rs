//! Every kind of paper that the regulation asks for, by the name of its
//! template.

use std::fmt;

macro_rules! kinds {
    ($($kind:ident $key:literal $form:literal $what:literal,)*) => {
        /// A letter or form; each has a template of the same name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $(#[doc = $what] $kind,)* }

        impl Kind {
            /// All of them, letters first.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)*];

            /// The name of its template, and of it in addresses.
            pub fn key(self) -> &'static str {
                match self { $(Self::$kind => $key,)* }
            }

            /// Whether a body fills it in (what is not known stays blank),
            /// rather than issues it (nothing may be missing).
            pub fn is_form(self) -> bool {
                match self { $(Self::$kind => $form,)* }
            }
        }
    };
}

kinds! {
    OpinionLetter "opinion_letter" false "信息化项目审查意见函, A16.",
    ChangeReceipt "change_receipt" false "变更备案回执, A22.",
    MaintenanceReceipt "maintenance_receipt" false "运维方案备案回执, A27.",
    DesignReceipt "design_receipt" false "领域顶层设计备案回执, A7.",
    CryptographyReceipt "cryptography_receipt" false "密码应用安全性评估报告备案回执, A20.",
    RectificationNotice "rectification_notice" false "整改通知书, A31.",
    AcceptanceReply "acceptance_reply" false "验收批复, A25.",
    ReturnNotice "return_notice" false "退回补正通知, A15.",
    SuspensionNotice "suspension_notice" false "暂停拨付通知, A33.",
    Circular "circular" false "通报, A31 and A34.",
    MeetingMinutes "meeting_minutes" false "会商会议纪要, A15.",
    ExpertOpinion "expert_opinion" true "专家评审意见表, A14.",
    ReferralLetter "referral_letter" false "移送函, A31.",
    DeclarationForm "declaration_form" true "项目申报书, A8 and A13.",
    BudgetTable "budget_table" true "项目预算表, A10 and A13.",
    CryptographyForm "cryptography_form" true "密码应用审核表, A10.",
    ChangeForm "change_form" true "变更备案表, A22.",
    MidtermReport "midterm_report" true "中期报告, A23.",
    AcceptanceApplication "acceptance_application" true "验收申请, A25.",
    MaintenancePlan "maintenance_plan" true "运维方案, A27.",
    ArchiveIndex "archive_index" true "归档目录, A29.",
    AssetList "asset_list" true "资产清单, A30.",
    ReuseUndertaking "reuse_undertaking" true "成果使用承诺书, A28.",
    SelfEvaluation "self_evaluation" true "自评价表, A32.",
}

impl Kind {
    /// The kind with that key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.key() == key)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}
