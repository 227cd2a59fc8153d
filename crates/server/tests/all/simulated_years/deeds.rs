//! What was done to one project, as the generator knows it: only what it asked for
//! and was not refused, never the program's own state.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::Value;

#[derive(Debug, Clone)]
pub struct Order {
    pub due: Date,
    pub reported: Option<Date>,
    pub verified: Option<bool>,
}

#[derive(Debug, Clone)]
pub struct Told {
    pub kind: String,
    pub on: Date,
    pub studied: Option<(Date, bool)>,
    pub escalated: bool,
    pub decided: bool,
}

#[derive(Debug, Clone)]
pub struct Applied {
    pub on: Date,
    pub for_day: Date,
    pub approved: bool,
}

#[derive(Debug, Clone, Default)]
pub struct Deeds {
    pub level: i64,
    /// Rejected: it goes no further.
    pub ended: bool,
    pub closed: bool,
    pub terminated: bool,
    pub letter: Option<(Date, i64)>,
    pub budget: i64,
    pub contracted: i64,
    pub paid: i64,
    /// The first contract on building it.
    pub signed: Option<Date>,
    /// When it began, and when it was to end.
    pub built: Option<(Date, Date)>,
    pub midterm: bool,
    pub tracked: Vec<Date>,
    pub checked: Vec<Date>,
    pub told: Vec<Told>,
    /// By kind: whether passed, and when.
    pub tests: BTreeMap<String, Vec<(bool, Date)>>,
    pub filed: bool,
    pub applied: Option<Applied>,
    /// Applied for, held, and whether passed.
    pub held: Vec<(Date, Date, bool)>,
    pub assets: bool,
    pub archive: bool,
    pub self_evaluated: bool,
    pub orders: Vec<Order>,
}

impl Deeds {
    pub fn accepted(&self) -> Option<Date> {
        let last = self.held.last().filter(|(.., passed)| *passed);
        last.map(|(_, held, _)| *held)
    }

    /// Takes in an act that was done on a day.
    pub fn take(&mut self, act: &str, input: &Value, on: Date) {
        match act {
            "register_project" => self.level = input["mlps_level"].as_i64().unwrap(),
            "conclude_consultation" => self.ended = input["outcome"] == "reject",
            "close_project" => self.closed = true,
            "issue_opinion_letter" => self.letter = Some((on, sum(&input["items"]))),
            "arrange_budget" => self.budget += fen(&input["amount"]),
            "make_payment" => self.paid += fen(&input["amount"]),
            "sign_contract" => self.sign(input),
            "start_construction" => {
                self.built = Some((day(&input["started_on"]), day(&input["planned_end_on"])));
            }
            "submit_midterm_report" => self.midterm = true,
            "report_performance" => self.tracked.push(on),
            "record_security_check" => self.checked.push(day(&input["checked_on"])),
            "record_assessment" => {
                let tests = self.tests.entry(word(&input["kind"])).or_default();
                tests.push((input["result"] == "passed", day(&input["assessed_on"])));
            }
            "file_cryptography_report" => self.filed = true,
            "register_assets" => self.assets = true,
            "hand_over_archive" => self.archive = true,
            "submit_self_evaluation" => self.self_evaluated = true,
            _ => self.take_later(act, input, on),
        }
    }

    fn take_later(&mut self, act: &str, input: &Value, on: Date) {
        match act {
            "apply_for_acceptance" => {
                self.applied = Some(Applied {
                    on,
                    for_day: day(&input["acceptance_on"]),
                    approved: false,
                });
            }
            "decide_acceptance_application" => self.applied.as_mut().unwrap().approved = true,
            "conclude_acceptance" => {
                let applied = self.applied.take().unwrap();
                let passed = input["outcome"] == "pass";
                self.held.push((applied.on, day(&input["held_on"]), passed));
            }
            "impose_measure" => self.terminated |= input["measure"] == "terminate",
            "order_rectification" => self.orders.push(Order {
                due: day(&input["due_on"]),
                reported: None,
                verified: None,
            }),
            "report_rectification" => {
                let order = self.order(input);
                (order.reported, order.verified) = (Some(on), None);
            }
            "verify_rectification" => {
                self.order(input).verified = Some(input["result"] == "passed");
            }
            _ => self.take_of_risks(act, input, on),
        }
    }

    fn take_of_risks(&mut self, act: &str, input: &Value, on: Date) {
        match act {
            "report_risk" => self.told.push(Told {
                kind: word(&input["kind"]),
                on,
                studied: None,
                escalated: false,
                decided: false,
            }),
            "assess_risk" => self.risk(input).studied = Some((on, input["level"] == "major")),
            "escalate_risk" => self.risk(input).escalated = true,
            "decide_risk" => self.risk(input).decided = true,
            _ => {}
        }
    }

    fn sign(&mut self, input: &Value) {
        self.contracted += sum(&input["items"]);
        if input["kind"] == "implementation" {
            let on = day(&input["signed_on"]);
            self.signed = Some(self.signed.map_or(on, |first| first.min(on)));
        }
    }

    /// Orders and risks are numbered from one, with a letter before.
    fn order(&mut self, input: &Value) -> &mut Order {
        &mut self.orders[number(&input["rectification"]) - 1]
    }

    fn risk(&mut self, input: &Value) -> &mut Told {
        &mut self.told[number(&input["risk"]) - 1]
    }
}

fn number(value: &Value) -> usize {
    value.as_str().unwrap()[1..].parse().unwrap()
}

fn word(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn day(value: &Value) -> Date {
    value.as_str().unwrap().parse().unwrap()
}

fn fen(value: &Value) -> i64 {
    value.as_str().unwrap().parse::<i64>().unwrap() * 100
}

fn sum(rows: &Value) -> i64 {
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| fen(&row["amount"])).sum()
}
