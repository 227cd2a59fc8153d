//! The judge's own checklist of a declaration: every clause that stands at the
//! declaration, with its status today.

use tongchou_rules::Status;

use crate::pages::opened::Opened;
use crate::pages::words::in_general;
use crate::web::Failure;

/// The act whose clauses say what a declaration must hold.
const DECLARES: &str = "declare_project";
const REVIEWS: &str = "conclude_preliminary_review";

#[derive(Debug)]
pub struct Check {
    pub law: String,
    pub status: &'static str,
    pub tone: &'static str,
    pub says: String,
    pub seen: Vec<String>,
}

/// What stands against comes first, what does not apply last.
pub fn checks(opened: &Opened<'_>) -> Result<Vec<Check>, Failure> {
    let verdict = opened.consider(DECLARES)?.verdict;
    let mut findings: Vec<_> = verdict.findings.iter().collect();
    findings.sort_by_key(|finding| order(finding.status));
    Ok(findings
        .into_iter()
        .map(|finding| {
            let seen = finding.facts.iter().chain(finding.limits.iter());
            Check {
                law: finding.article_text.to_string(),
                status: finding.status.label(),
                tone: match finding.status {
                    Status::Satisfied => "good",
                    Status::Missing | Status::Violated => "bad",
                    Status::Insufficient | Status::Warning => "wait",
                    Status::NotApplicable => "",
                },
                says: finding.says.to_string(),
                seen: seen
                    .map(|seen| format!("{}：{}", seen.label, seen.value))
                    .collect(),
            }
        })
        .collect())
}

fn order(status: Status) -> u8 {
    match status {
        Status::Missing | Status::Violated => 0,
        Status::Insufficient | Status::Warning => 1,
        Status::Satisfied => 2,
        Status::NotApplicable => 3,
    }
}

/// The clauses a defect can be based on: what is written into the return, and
/// what the clause says.
pub fn clauses(opened: &Opened<'_>) -> Result<Vec<(String, String)>, Failure> {
    opened.with_env(|env| {
        let mut found: Vec<_> = env.regulation.clauses_of(DECLARES);
        found.extend(env.regulation.clauses_of(REVIEWS));
        let mut known = std::collections::BTreeSet::new();
        found.retain(|clause| known.insert(clause.id.to_string()));
        found
            .into_iter()
            .map(|clause| {
                let says = env.regulation.clause_says(&clause.id);
                let cited = format!("{}（{}）", clause.article_text, clause.id);
                (cited, in_general(says.unwrap_or(&clause.says)))
            })
            .collect()
    })
}
