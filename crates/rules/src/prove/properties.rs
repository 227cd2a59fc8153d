//! What is proved of the pack, for an officer to read: each property in words,
//! the acts, and the condition (in Cedar) under which those acts must be refused
//! whatever else holds. Amounts, levels and readings stay open: a proof holds
//! for every setting. No machinery here.

/// "Under this condition, these acts are always refused."
#[derive(Debug, Clone, Copy)]
pub(super) struct Refused {
    pub acts: &'static [&'static str],
    pub when: &'static str,
}

/// A property of the clauses that refuse.
#[derive(Debug, Clone, Copy)]
pub(super) struct Property {
    pub key: &'static str,
    pub says: &'static str,
    pub refused: &'static [Refused],
}

pub(super) const PROPERTIES: &[Property] = &[
    Property {
        key: "letter_first",
        says: "没有审查意见函，不能安排预算、启动采购、签订合同和补充协议、拨付资金；只有采用“施行前的合同按原规定履行”这种理解时，办法施行前签订的合同可以付款",
        refused: &[
            Refused {
                acts: &[
                    "arrange_budget",
                    "start_procurement",
                    "sign_contract",
                    "amend_contract",
                ],
                when: "!context.letter_issued",
            },
            Refused {
                acts: &["make_payment"],
                when: r#"!context.letter_issued &&
                    !(context.contract_before_measure && context.limits.transition_contracts == "exempt")"#,
            },
        ],
    },
    Property {
        key: "approval_before_letter",
        says: "区政府没有批复同意，不能出具审查意见函",
        refused: &[Refused {
            acts: &["issue_opinion_letter"],
            when: "!context.government_approved",
        }],
    },
    Property {
        key: "both_assessments",
        says: "重要项目没有同时通过等级测评和密码应用安全性评估，不能申请验收，也不能验收通过（等级测评的级别线不高于密评的级别线）",
        refused: &[
            Refused {
                acts: &["apply_for_acceptance"],
                when: r#"resource.mlps_level >= context.limits.important_level &&
                    context.limits.mlps_assessment_level <= context.limits.important_level && !(
                    context.passed.contains(Material::"mlps_assessment") && context.passed.contains(Material::"cryptography_assessment"))"#,
            },
            Refused {
                acts: &["conclude_acceptance"],
                when: r#"context.outcome == Outcome::"pass" && resource.mlps_level >= context.limits.important_level &&
                    context.limits.mlps_assessment_level <= context.limits.important_level && !(
                    context.passed.contains(Material::"mlps_assessment") && context.passed.contains(Material::"cryptography_assessment"))"#,
            },
        ],
    },
    Property {
        key: "acceptance_approved",
        says: "验收申请没有批准，不能验收通过",
        refused: &[Refused {
            acts: &["conclude_acceptance"],
            when: r#"context.outcome == Outcome::"pass" && !context.acceptance_approved"#,
        }],
    },
    Property {
        key: "failed_no_budget",
        says: "没有通过验收的项目，不能再安排预算",
        refused: &[Refused {
            acts: &["arrange_budget"],
            when: r#"context.acceptance_result == AcceptanceResult::"failed""#,
        }],
    },
    Property {
        key: "failed_no_payment",
        says: "没有通过验收的项目，不能拨付资金；只有采用“只停新安排的经费”这种理解时，此前签订的合同除外",
        refused: &[Refused {
            acts: &["make_payment"],
            when: r#"context.acceptance_result == AcceptanceResult::"failed" &&
                !(context.limits.later_funds == "new_money_only" && context.contract_before_failure)"#,
        }],
    },
    Property {
        key: "failed_predecessor",
        says: "前期项目没有通过验收，不能为后续项目安排预算",
        refused: &[Refused {
            acts: &["arrange_budget"],
            when: r#"context.predecessor_acceptance == PredecessorAcceptance::"failed""#,
        }],
    },
    Property {
        key: "grounds_stop_payment",
        says: "暂停拨付的情形解除之前，不能拨付资金",
        refused: &[Refused {
            acts: &["make_payment"],
            when: "!context.suspension_grounds.isEmpty()",
        }],
    },
    Property {
        key: "within_budget",
        says: "累计付款不能超过已安排预算，也不能超过合同金额",
        refused: &[Refused {
            acts: &["make_payment"],
            when: "context.paid_after > context.budget_amount || context.contract_paid_after > context.contract_amount",
        }],
    },
    Property {
        key: "termination_is_final",
        says: "终止项目不能因整改而解除：终止决定没有被依法撤销的，不能解除",
        refused: &[Refused {
            acts: &["lift_measure"],
            when: r#"context.lifted_measure == Measure::"terminate" && !context.decision_revoked"#,
        }],
    },
    Property {
        key: "share_before_acceptance",
        says: "通过竣工验收前，承建合同累计付款不能超过设定的比例",
        refused: &[Refused {
            acts: &["make_payment"],
            when: r#"context.acceptance_result != AcceptanceResult::"passed" &&
                context.contract_kind == ContractKind::"implementation" &&
                context.payment_share > context.limits.payment_before_acceptance_max"#,
        }],
    },
    Property {
        key: "amended_as_permitted",
        says: "没有备案或者审查通过的变更，不能改变合同的内容和金额",
        refused: &[Refused {
            acts: &["amend_contract"],
            when: "context.contract_content_changed && !context.change_filed && !context.change_review_passed",
        }],
    },
    Property {
        key: "terminated",
        says: "已终止的项目，不能再安排预算、签订合同、拨付资金、开工、申请验收",
        refused: &[Refused {
            acts: &[
                "arrange_budget",
                "sign_contract",
                "amend_contract",
                "make_payment",
                "start_construction",
                "apply_for_acceptance",
            ],
            when: "resource.terminated",
        }],
    },
];

/// "Even then, somebody can still do this."
#[derive(Debug, Clone, Copy)]
pub(super) struct Way {
    pub act: &'static str,
    pub when: &'static str,
    pub says: &'static str,
}

pub(super) const WAYS: &[Way] = &[
    Way {
        act: "lift_measure",
        when: "resource.suspended",
        says: "项目建设已暂停",
    },
    Way {
        act: "apply_for_acceptance",
        when: r#"context.acceptance_result == AcceptanceResult::"failed""#,
        says: "上一次没有通过验收",
    },
    Way {
        act: "declare_project",
        when: "context.passed.isEmpty()",
        says: "没有任何材料经过评审",
    },
    Way {
        act: "file_change",
        when: "context.change_funds > 0",
        says: "变更有资金调整",
    },
    Way {
        act: "make_payment",
        when: r#"context.acceptance_result == AcceptanceResult::"none""#,
        says: "尚未验收的分期付款",
    },
];

/// The properties that are not "always refused under a condition".
pub(super) const NEVER_ERRORS: (&str, &str) = (
    "never_errors",
    "没有任何条文或许可在判断时出错（出错的条文会被跳过）",
);
pub(super) const POSSIBLE: (&str, &str) = (
    "possible",
    "每个事项都有人在某种情况下、按现行数值和理解可以办理，没有被条文封死的事项",
);
pub(super) const WAYS_OUT: (&str, &str) = ("ways_out", "出现障碍之后仍有出路：该办的事项仍能办理");
pub(super) const HONEST: (&str, &str) = (
    "honest_labels",
    "条文标明的材料确实起作用，多交材料不会反而被拒绝",
);
pub(super) const NEEDED: (&str, &str) = ("needed", "没有条文已被同一事项的另一条文涵盖");
