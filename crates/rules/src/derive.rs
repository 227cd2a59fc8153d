//! Derived facts: what Cedar has no calendar, no division and no sums for.
//! Each follows from given facts, limits, readings and the calendar; where a
//! given fact is not known, neither is what derives from it.

use jiff::civil::Date;

use crate::calendar::{self, Calendar};
use crate::facts::{FACTS, FactSpec, Facts, Origin};
use crate::measure::Measure;
use crate::money::{share_ceil, share_floor};

/// What derivation stands on.
pub(crate) struct Ground<'a> {
    pub measure: &'a Measure,
    pub calendar: &'a Calendar,
    pub in_force_from: Date,
    pub on: Date,
}

impl Ground<'_> {
    /// Fills in every derived fact that can be derived.
    pub(crate) fn derive(&self, facts: &mut Facts) {
        facts.in_force = Some(self.on >= self.in_force_from);
        told_by_measures(facts);
        none_recorded(facts);
        facts.turned_away = Some(
            facts
                .outcome
                .as_deref()
                .is_some_and(|outcome| outcome != "pass"),
        );
        self.known_breaches(facts);
        facts.known_secret = Some(facts.state_secret == Some(true));
        facts.acted_on.get_or_insert(self.on);
        told_by_dates(facts, self.on);
        self.scope_and_amounts(facts);
        order_of_dates(facts);
        self.money(facts);
        self.changes(facts);
        self.acceptance(facts);
        self.supervision(facts);
    }

    /// What is told for certain; where nothing is told nothing is held against anybody.
    fn known_breaches(&self, facts: &mut Facts) {
        let level = facts.mlps_level.unwrap_or(0) >= self.measure.value("important_level");
        let important = facts.critical_infrastructure == Some(true) || level;
        let passed = facts.passed.as_ref();
        let lacking = passed.map(|passed| !passed.contains("cryptography_opinion"));
        facts.opinion_lacking = if important { lacking } else { Some(false) };
        facts.acceptance_failed = Some(facts.acceptance_result.as_deref() == Some("failed"));
        let predecessor = facts.predecessor_acceptance.as_deref();
        let unaccepted =
            predecessor.is_some_and(|told| !["no_predecessor", "passed"].contains(&told));
        facts.predecessor_unaccepted = Some(unaccepted);
    }

    fn scope_and_amounts(&self, facts: &mut Facts) {
        facts.district_project = match self.measure.reading("district_scope") {
            "by_unit" => facts.district_unit,
            "by_funds" => facts.district_funds,
            _ => either(facts.district_unit, facts.district_funds),
        };
        facts.hardware_and_software = match (
            facts.software_development,
            facts.software_purchase,
            facts.hardware,
        ) {
            (Some(development), Some(purchase), Some(hardware)) => Some(
                development
                    .saturating_add(purchase)
                    .saturating_add(hardware),
            ),
            _ => None,
        };
        facts.security_share = match (facts.security_amount, facts.total_amount) {
            (Some(part), Some(whole)) => Some(share_floor(part, whole).min(1_000_000)),
            _ => None,
        };
        let whole = facts.investment_after_change.or(facts.letter_amount);
        facts.security_share_after = match (facts.security_amount_after, whole) {
            (Some(part), Some(whole)) => Some(share_floor(part, whole).min(1_000_000)),
            _ => None,
        };
        // where nothing is told of it, it was not lowered
        facts.security_lowered = Some(
            facts
                .security_share_after
                .is_some_and(|after| facts.security_share.is_none_or(|before| after < before)),
        );
    }

    fn money(&self, facts: &mut Facts) {
        // The budget is what was arranged for building and for operation together; money
        // for operation alone says nothing of what was arranged for building.
        if facts.budget_amount.is_none() {
            let operates = facts.nature.as_deref() == Some("operation");
            let operation = facts.operation_budget;
            let building = facts.implementation_budget;
            // contracts add up by their purpose, and are held to what was arranged for it
            let kind = facts.contract_kind.as_deref();
            let kind = kind.filter(|_| facts.contracts_total_after.is_some());
            facts.budget_amount = match (building, kind) {
                // what such a project is given for either purpose is one sum already
                (Some(building), _) if operates => Some(building.max(operation.unwrap_or(0))),
                (None, _) if operates => operation,
                (_, Some("operation")) => operation,
                (building, Some(_)) => building,
                (building, None) => {
                    building.map(|building| building.saturating_add(operation.unwrap_or(0)))
                }
            };
        }
        // what a review of a change approved takes the place of the letter's amount
        let reviewed = facts.change_review_passed == Some(true);
        let approved = facts.approved_amount.filter(|_| reviewed);
        facts.budget_ceiling = approved.or(facts.letter_amount);
        // Money for operating what was built is no money for building more of it.
        facts.building_budget = match (facts.nature.as_deref(), facts.implementation_budget) {
            (Some("operation"), _) | (_, None) => facts.budget_amount,
            (_, building) => building,
        };
        facts.payment_share = facts
            .contract_paid_after
            .zip(facts.contract_amount)
            .map(|(paid, amount)| share_ceil(paid, amount).min(1_000_000));
        // A contract without a date is not taken for one of before the measure.
        facts.contract_before_measure = Some(
            facts
                .contract_signed_on
                .is_some_and(|signed| signed < self.in_force_from),
        );
    }

    fn changes(&self, facts: &mut Facts) {
        let summed = self.measure.reading("change_sum") != "per_change";
        let counted = |this: Option<i64>, earlier: Option<i64>| match (summed, this, earlier) {
            (false, this, _) => this,
            (true, Some(this), Some(earlier)) => Some(this.saturating_add(earlier)),
            _ => None,
        };
        let content = counted(facts.change_content_amount, facts.earlier_content_amount);
        facts.change_content = content;
        facts.change_funds = counted(facts.change_amount, facts.earlier_change_amount);
        let base = self.change_base(facts);
        let share = |part: Option<i64>| part.zip(base).map(|(part, base)| share_ceil(part, base));
        facts.change_content_share = share(content);
        facts.change_funds_share = share(facts.change_funds);
    }

    /// What the 10 % are counted against.
    fn change_base(&self, facts: &Facts) -> Option<i64> {
        let contract = if facts.contract_signed == Some(false) {
            facts.letter_amount
        } else {
            facts.contract_amount
        };
        match self.measure.reading("change_base") {
            "letter" => facts.letter_amount,
            "contract" => contract,
            _ => facts
                .letter_amount
                .zip(contract)
                .map(|(letter, contract)| letter.min(contract)),
        }
    }

    fn acceptance(&self, facts: &mut Facts) {
        facts.working_days_before_acceptance =
            match (facts.acceptance_applied_on, facts.acceptance_on) {
                (Some(applied), Some(held)) => Some(self.notice_days(applied, held)),
                _ => None,
            };
        let wanted = self.measure.value("acceptance_notice_days");
        facts.acceptance_earliest_on = facts
            .acceptance_applied_on
            .map(|applied| crate::notice::earliest(self.measure, self.calendar, applied, wanted));
        let finished = facts
            .acceptance_result
            .as_deref()
            .is_some_and(|result| result != "none");
        let not_counted = self.measure.reading("overdue_acceptance") == "failed_only";
        facts.acceptance_overdue = match (facts.construction_started, facts.planned_end_on) {
            _ if finished || not_counted => Some(false),
            (Some(false), None) => Some(false),
            (_, Some(end)) if facts.acceptance_result.is_some() => {
                Some(self.on > calendar::add_days(end, self.measure.value("acceptance_due_days")))
            }
            _ => None,
        };
        facts.year_since_acceptance = match (facts.acceptance_result.as_deref(), facts.accepted_on)
        {
            (_, Some(accepted)) => Some(self.on >= calendar::anniversary(accepted, 1)),
            (Some("none" | "failed"), _) => Some(false),
            _ => None,
        };
    }

    /// Working days from application to acceptance, by the chosen reading.
    fn notice_days(&self, applied: Date, held: Date) -> i64 {
        let last = if self.measure.reading("acceptance_day") == "does_not_count" {
            calendar::add_days(held, -1)
        } else {
            held
        };
        self.calendar.count(applied, last).days
    }

    fn supervision(&self, facts: &mut Facts) {
        facts.rectification_overdue = match (
            facts.rectification_ordered,
            facts.rectification_due_on,
            facts.rectification_reported,
        ) {
            (Some(false), _, _) | (_, _, Some(true)) => Some(false),
            (_, Some(due), Some(false)) => Some(self.on > due),
            _ => None,
        };
    }
}

fn order_of_dates(facts: &mut Facts) {
    facts.before_letter = match (facts.letter_issued, facts.acted_on, facts.letter_issued_on) {
        (Some(false), _, _) => Some(true),
        (_, Some(acted), Some(letter)) => Some(acted < letter),
        _ => None,
    };
    // with a letter, what is not known to be earlier is not held to be
    let issued = facts.letter_issued == Some(true);
    facts.dated_before_letter = Some(issued && facts.before_letter == Some(true));
    facts.before_change_permission = match (
        facts.change_filed,
        facts.change_review_passed,
        facts.acted_on,
        facts.change_permitted_on,
    ) {
        (Some(false), Some(false), _, _) => Some(true),
        (_, _, Some(acted), Some(permitted)) => Some(acted < permitted),
        _ => None,
    };
}

/// A date on or before the day says that the thing has happened.
fn told_by_dates(facts: &mut Facts, on: Date) {
    let told = |date: Option<Date>, flag: &mut Option<bool>| {
        if flag.is_none() && date.is_some_and(|date| date <= on) {
            *flag = Some(true);
        }
    };
    told(facts.declared_on, &mut facts.declared);
    told(facts.letter_issued_on, &mut facts.letter_issued);
    told(facts.contract_signed_on, &mut facts.contract_signed);
    told(
        facts.construction_started_on,
        &mut facts.construction_started,
    );
    if facts.acceptance_result.is_none() && facts.accepted_on.is_some_and(|date| date <= on) {
        facts.acceptance_result = Some("passed".to_owned());
    }
    // a plan that is filed on a later day is not filed yet
    if facts.operation_plan_filed_on.is_some_and(|date| date > on)
        && let Some(submitted) = &mut facts.submitted
    {
        submitted.remove("operation_plan");
    }
    // where the kind of what was reported is not told, it may have been the delay
    facts.delay_reported = facts.delay_reported.or(facts.risk_reported);
    if facts.deadline_given.is_none() && facts.rectification_due_on.is_some() {
        facts.deadline_given = Some(true);
    }
}

/// A measure in force says what became of the project, where nothing else does.
fn told_by_measures(facts: &mut Facts) {
    let in_force = |measure: &str| {
        let measures = facts.measures.as_ref();
        measures.is_some_and(|measures| measures.contains(measure))
    };
    let (ended, halted) = (in_force("terminate"), in_force("suspend_construction"));
    for (told, fact) in [
        (ended, &mut facts.terminated),
        (halted, &mut facts.suspended),
    ] {
        if told {
            fact.get_or_insert(true);
        }
    }
}

/// Facts whose absence means that the record shows none.
fn none_recorded(facts: &mut Facts) {
    let none_where_left_out = |spec: &&FactSpec| spec.origin == Origin::GivenOrNone;
    for spec in FACTS.iter().filter(none_where_left_out) {
        if !(spec.known)(facts) {
            facts.set(spec.name, crate::request::filler(spec.kind));
        }
    }
}

fn either(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}
