//! Where a project stands, in one word for lists and pages.

use serde::{Deserialize, Serialize};

use super::Project;

macro_rules! stages {
    ($($stage:ident $key:literal $label:literal;)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Stage { $($stage,)* }

        impl Stage {
            pub const ALL: &'static [Self] = &[$(Self::$stage,)*];

            pub fn key(self) -> &'static str {
                match self { $(Self::$stage => $key,)* }
            }

            pub fn label(self) -> &'static str {
                match self { $(Self::$stage => $label,)* }
            }
        }
    };
}

stages! {
    Drafting "drafting" "起草";
    Coordination "coordination" "统筹";
    Declared "declared" "已申报";
    PreliminaryReview "preliminary_review" "初审";
    ExpertReview "expert_review" "专家评审";
    Consultation "consultation" "会商";
    AwaitingDecision "awaiting_decision" "待批复";
    Approved "approved" "已批复";
    Letter "letter" "意见函";
    Budget "budget" "预算";
    Procurement "procurement" "采购";
    Contract "contract" "合同";
    Construction "construction" "建设";
    Acceptance "acceptance" "验收";
    Operation "operation" "运行";
    SelfEvaluation "self_evaluation" "自评";
    Evaluation "evaluation" "评估";
    Closed "closed" "办结";
    Returned "returned" "退回";
    Rejected "rejected" "不予通过";
    Withdrawn "withdrawn" "撤回";
    Terminated "terminated" "终止";
    Suspended "suspended" "暂停";
    Earlier "earlier" "往年项目";
}

impl Project {
    pub fn stage(&self) -> Stage {
        self.ended().unwrap_or_else(|| self.reached())
    }

    /// How far it came, whatever ended or halted it.
    pub fn reached(&self) -> Stage {
        if self.letter.is_some() {
            return self.stage_after_letter();
        }
        self.stage_before_letter()
    }

    fn ended(&self) -> Option<Stage> {
        let measures = self.standing_measures();
        if self.closed.is_some() {
            Some(Stage::Closed)
        } else if measures.contains("terminate") {
            Some(Stage::Terminated)
        } else if self.withdrawn.is_some() {
            Some(Stage::Withdrawn)
        } else if self.review.rejected.is_some() {
            Some(Stage::Rejected)
        } else if measures.contains("suspend_construction") {
            Some(Stage::Suspended)
        } else if self.earlier.is_some() {
            Some(Stage::Earlier)
        } else {
            None
        }
    }

    fn stage_before_letter(&self) -> Stage {
        let review = &self.review;
        if review.decision.is_some() {
            Stage::Approved
        } else if review.consultation.is_some() {
            Stage::AwaitingDecision
        } else if review.experts.is_some() {
            Stage::Consultation
        } else if review.panel.is_some() {
            Stage::ExpertReview
        } else if review.preliminary.is_some() {
            Stage::PreliminaryReview
        } else if self.declared() {
            Stage::Declared
        } else if self.declaration.endorsement.is_some() {
            Stage::Coordination
        } else if self.declaration.returns.is_empty() {
            Stage::Drafting
        } else {
            Stage::Returned
        }
    }

    fn stage_after_letter(&self) -> Stage {
        if !self.evaluations.is_empty() {
            Stage::Evaluation
        } else if !self.self_evaluations.is_empty() {
            Stage::SelfEvaluation
        } else if self.accepted_on().is_some() {
            Stage::Operation
        } else if self.application.is_some() || !self.acceptances.is_empty() {
            Stage::Acceptance
        } else if self.started_on.is_some() {
            Stage::Construction
        } else if !self.contracts.is_empty() {
            Stage::Contract
        } else if !self.procurements.is_empty() {
            Stage::Procurement
        } else if !self.budgets.is_empty() {
            Stage::Budget
        } else {
            Stage::Letter
        }
    }
}
