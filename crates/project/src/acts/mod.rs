//! Every act of the life cycle: its command, its form and the event that records
//! it, listed once. Adding an act means one form and one line here, and its step
//! in [`crate::steps`]; the compiler asks for the rest.

mod acceptance;
mod changes;
mod construction;
mod contracts;
mod declaration;
mod earlier;
pub(crate) mod macros;
mod money;
mod registers;
mod review;
mod supervision;
pub mod words;

pub use acceptance::*;
pub use changes::*;
pub use construction::*;
pub use contracts::*;
pub use declaration::*;
pub use earlier::*;
pub use money::*;
pub use registers::*;
pub use review::*;
pub use supervision::*;

use crate::fields::ActSpec;
use crate::steps::{AnyStep, Before};

/// The form of one act.
pub fn act_spec(key: &str) -> Option<&'static ActSpec> {
    act_specs().iter().find(|spec| spec.key == key)
}

macros::catalogue! {
    Project creates RegisterProject "register_project" => ProjectRegistered "project_registered" 1;
    Project creates RecordEarlierProject "record_earlier_project" => EarlierProjectRecorded "earlier_project_recorded" 1;
    Project on CorrectEarlierProject "correct_earlier_project" => EarlierProjectCorrected "earlier_project_corrected" 1;
    Project on ReviseDeclaration "revise_declaration" => DeclarationRevised "declaration_revised" 1;
    Project on SubmitMaterial "submit_material" => MaterialSubmitted "material_submitted" 1;
    Project on RecordDuplicateCheck "record_duplicate_check" => DuplicateCheckRecorded "duplicate_check_recorded" 2;
    Project on AnswerMatch "answer_match" => MatchAnswered "match_answered" 1;
    Project on EndorseDeclaration "endorse_declaration" => DeclarationEndorsed "declaration_endorsed" 1;
    Project on DeclareProject "declare_project" => ProjectDeclared "project_declared" 1;
    Project on WithdrawProject "withdraw_project" => ProjectWithdrawn "project_withdrawn" 1;
    Project on ReviewCryptographyPlan "review_cryptography_plan" => CryptographyPlanReviewed "cryptography_plan_reviewed" 1;
    Project on SubmitCryptographyDocuments "submit_cryptography_documents" => CryptographyDocumentsSubmitted "cryptography_documents_submitted" 1;
    Project on IssueCryptographyOpinion "issue_cryptography_opinion" => CryptographyOpinionIssued "cryptography_opinion_issued" 1;
    Project on AssessOperationScenario "assess_operation_scenario" => OperationScenarioAssessed "operation_scenario_assessed" 1;
    Project on RecordFalseDeclaration "record_false_declaration" => FalseDeclarationRecorded "false_declaration_recorded" 1;

    Project on ConcludePreliminaryReview "conclude_preliminary_review" => PreliminaryReviewConcluded "preliminary_review_concluded" 1;
    Project on DrawPanel "draw_panel" => PanelDrawn "panel_drawn" 1;
    Project on GiveExpertOpinion "give_expert_opinion" => ExpertOpinionGiven "expert_opinion_given" 1;
    Project on DeclineExpertReview "decline_expert_review" => ExpertReviewDeclined "expert_review_declined" 1;
    Project on ConcludeExpertReview "conclude_expert_review" => ExpertReviewConcluded "expert_review_concluded" 1;
    Project on GiveDepartmentOpinion "give_department_opinion" => DepartmentOpinionGiven "department_opinion_given" 1;
    Project on ConcludeConsultation "conclude_consultation" => ConsultationConcluded "consultation_concluded" 1;
    Project on DecideProject "decide_project" => ProjectDecided "project_decided" 1;
    Project on IssueOpinionLetter "issue_opinion_letter" => OpinionLetterIssued "opinion_letter_issued" 1;
    Project on FileSealedLetter "file_sealed_letter" => SealedLetterFiled "sealed_letter_filed" 1;
    Project on ApproveInvestmentContent "approve_investment_content" => InvestmentContentApproved "investment_content_approved" 1;

    Project on ArrangeBudget "arrange_budget" => BudgetArranged "budget_arranged" 1;
    Project on StartProcurement "start_procurement" => ProcurementStarted "procurement_started" 1;
    Project on SignContract "sign_contract" => ContractSigned "contract_signed" 1;
    Project on AmendContract "amend_contract" => ContractAmended "contract_amended" 1;
    Project on TerminateContract "terminate_contract" => ContractTerminated "contract_terminated" 1;
    Project on RecordOutsourcedStaff "record_outsourced_staff" => OutsourcedStaffRecorded "outsourced_staff_recorded" 1;
    Project on RecordSecurityCheck "record_security_check" => SecurityCheckRecorded "security_check_recorded" 1;
    Project on ExemptSupervision "exempt_supervision" => SupervisionExempted "supervision_exempted" 1;
    Project on OrderSoftwareTest "order_software_test" => SoftwareTestOrdered "software_test_ordered" 1;
    Project on StartConstruction "start_construction" => ConstructionStarted "construction_started" 1;
    Project on RecordMlpsFiling "record_mlps_filing" => MlpsFilingRecorded "mlps_filing_recorded" 1;
    Project on RecordAssessment "record_assessment" => AssessmentRecorded "assessment_recorded" 1;
    Project on FileCryptographyReport "file_cryptography_report" => CryptographyReportFiled "cryptography_report_filed" 1;
    Project on CompleteDataTask "complete_data_task" => DataTaskCompleted "data_task_completed" 1;
    Project on FileChange "file_change" => ChangeFiled "change_filed" 1;
    Project on RequestChangeReview "request_change_review" => ChangeReviewRequested "change_review_requested" 1;
    Project on ReviewChange "review_change" => ChangeReviewed "change_reviewed" 1;
    Project on ImplementChange "implement_change" => ChangeImplemented "change_implemented" 1;
    Project on MakePayment "make_payment" => PaymentMade "payment_made" 1;
    Project on ReversePayment "reverse_payment" => PaymentReversed "payment_reversed" 1;
    Project on SubmitMidtermReport "submit_midterm_report" => MidtermReportSubmitted "midterm_report_submitted" 1;
    Project on ReportPerformance "report_performance" => PerformanceReported "performance_reported" 1;
    Project on ReportRisk "report_risk" => RiskReported "risk_reported" 1;
    Project on AssessRisk "assess_risk" => RiskAssessed "risk_assessed" 1;
    Project on GiveRiskOpinion "give_risk_opinion" => RiskOpinionGiven "risk_opinion_given" 1;
    Project on EscalateRisk "escalate_risk" => RiskEscalated "risk_escalated" 1;
    Project on DecideRisk "decide_risk" => RiskDecided "risk_decided" 1;

    Project on ApplyForAcceptance "apply_for_acceptance" => AcceptanceApplied "acceptance_applied" 1;
    Project on DecideAcceptanceApplication "decide_acceptance_application" => AcceptanceApplicationDecided "acceptance_application_decided" 1;
    Project on InviteToAcceptance "invite_to_acceptance" => AcceptanceInvited "acceptance_invited" 1;
    Project on ConcludeAcceptance "conclude_acceptance" => AcceptanceConcluded "acceptance_concluded" 1;
    Project on FileOperationPlan "file_operation_plan" => OperationPlanFiled "operation_plan_filed" 1;
    Project on GoLive "go_live" => WentLive "went_live" 1;
    Project on RegisterResult "register_result" => ResultRegistered "result_registered" 1;
    Project on AdoptResult "adopt_result" => ResultAdopted "result_adopted" 1;
    Project on TransferResult "transfer_result" => ResultTransferred "result_transferred" 1;
    Project on PermitTransfer "permit_transfer" => TransferPermitted "transfer_permitted" 1;
    Project on RegisterAssets "register_assets" => AssetsRegistered "assets_registered" 1;
    Project on HandOverArchive "hand_over_archive" => ArchiveHandedOver "archive_handed_over" 1;

    Project on RecordInspection "record_inspection" => InspectionRecorded "inspection_recorded" 1;
    Project on OrderRectification "order_rectification" => RectificationOrdered "rectification_ordered" 1;
    Project on ReportRectification "report_rectification" => RectificationReported "rectification_reported" 1;
    Project on VerifyRectification "verify_rectification" => RectificationVerified "rectification_verified" 1;
    Project on StateCase "state_case" => CaseStated "case_stated" 1;
    Project on ImposeMeasure "impose_measure" => MeasureImposed "measure_imposed" 1;
    Project on LiftMeasure "lift_measure" => MeasureLifted "measure_lifted" 1;
    Project on RecordObservation "record_observation" => ObservationRecorded "observation_recorded" 1;
    Project on ConfirmFinding "confirm_finding" => FindingConfirmed "finding_confirmed" 1;
    Project on SetAsideFinding "set_aside_finding" => FindingSetAside "finding_set_aside" 1;
    Project on ReferLead "refer_lead" => LeadReferred "lead_referred" 1;
    Project on SuspendPayment "suspend_payment" => PaymentSuspended "payment_suspended" 1;
    Project on ResumePayment "resume_payment" => PaymentResumed "payment_resumed" 1;
    Project on SubmitSelfEvaluation "submit_self_evaluation" => SelfEvaluationSubmitted "self_evaluation_submitted" 1;
    Project on SelectForEvaluation "select_for_evaluation" => SelectedForEvaluation "selected_for_evaluation" 1;
    Project on ConcludeEvaluation "conclude_evaluation" => EvaluationConcluded "evaluation_concluded" 1;
    Project on CloseProject "close_project" => ProjectClosed "project_closed" 1;

    Design creates DraftDesign "draft_design" => DesignDrafted "design_drafted" 1;
    Design on ApproveDesign "approve_design" => DesignApproved "design_approved" 1;
    Design on FileDesign "file_design" => DesignFiled "design_filed" 1;
    Design on BringDesignIntoForce "bring_design_into_force" => DesignBroughtIntoForce "design_brought_into_force" 1;
    Platform creates RegisterPlatform "register_platform" => PlatformRegistered "platform_registered" 1;
    Platform on RetirePlatform "retire_platform" => PlatformRetired "platform_retired" 1;
    CatalogueItem creates AddCatalogueItem "add_catalogue_item" => CatalogueItemAdded "catalogue_item_added" 1;
    CatalogueItem on RemoveCatalogueItem "remove_catalogue_item" => CatalogueItemRemoved "catalogue_item_removed" 1;
    Agency creates RegisterAgency "register_agency" => AgencyRegistered "agency_registered" 1;
    Agency on NameAgency "name_agency" => AgencyNamed "agency_named" 1;
    Agency on WithdrawAgencyNotice "withdraw_agency_notice" => AgencyNoticeWithdrawn "agency_notice_withdrawn" 1;
    Expert creates RegisterExpert "register_expert" => ExpertRegistered "expert_registered" 1;
    Expert on RetireExpert "retire_expert" => ExpertRetired "expert_retired" 1;
    Meeting creates ScheduleMeeting "schedule_meeting" => MeetingScheduled "meeting_scheduled" 1;
    Meeting on AmendMeeting "amend_meeting" => MeetingAmended "meeting_amended" 1;
    Meeting on CancelMeeting "cancel_meeting" => MeetingCancelled "meeting_cancelled" 1;
    Meeting on RecordMinutes "record_minutes" => MinutesRecorded "minutes_recorded" 1;
    Selection creates DrawSelection "draw_selection" => SelectionDrawn "selection_drawn" 1;
    Interpretation creates PublishInterpretation "publish_interpretation" => InterpretationPublished "interpretation_published" 1;
    Setting creates ChangeSetting "change_setting" => SettingChanged "setting_changed" 1;
    Synonyms creates AddSynonyms "add_synonyms" => SynonymsAdded "synonyms_added" 1;
    Synonyms on RemoveSynonyms "remove_synonyms" => SynonymsRemoved "synonyms_removed" 1;
}
