//! What can be paid next on each contract: the judge is asked with amounts tried
//! out, so that no limit of the law is repeated here.

use serde_json::json;
use tongchou_project::state::Contract;
use tongchou_project::{Aggregate, Command, Env, Foreseen, Project, foresee};
use tongchou_rules::money::yuan;

use crate::format::Amount;
use crate::pages::acts::offer::{Against, against_law, against_state};

#[derive(Debug)]
pub struct Payable {
    pub title: String,
    pub agency: String,
    pub amount: Amount,
    pub paid: Amount,
    pub rest: Amount,
    /// The most that the judge permits today; none where nothing can be paid.
    pub most: Option<Amount>,
    /// What stands against paying the rest at once.
    pub against: Vec<Against>,
    /// The form with the contract chosen, for those who pay.
    pub href: String,
    pub settled: bool,
}

pub fn of(
    project: &Project,
    current: &Aggregate,
    base: &str,
    may_pay: bool,
    env: &Env<'_>,
) -> Vec<Payable> {
    let contracts = project.contracts.iter();
    contracts
        .map(|contract| on(project, contract, current, base, may_pay, env))
        .collect()
}

fn on(
    project: &Project,
    contract: &Contract,
    current: &Aggregate,
    base: &str,
    may_pay: bool,
    env: &Env<'_>,
) -> Payable {
    let paid = project.paid_on_contract(&contract.id);
    let rest = contract.amount() - paid;
    let ask = |fen: i64| tried(contract, fen, current, env);
    let whole = (rest > 0).then(|| ask(rest)).flatten();
    let most = match &whole {
        Some(found) if found.is_open() => Some(rest),
        Some(_) => largest(rest, |fen| ask(fen).is_some_and(|found| found.is_open())),
        None => None,
    };
    // what bars every amount comes before what bars the whole
    let told = match (&most, rest > 1) {
        (None, true) => ask(1).filter(|least| !least.is_open()).or(whole),
        _ => whole,
    };
    let against = told.map_or_else(Vec::new, |found| {
        let mut against = against_law(&found.verdict, base, env.registers);
        against.extend(against_state(&found.state));
        against
    });
    Payable {
        title: contract.title.clone(),
        agency: contract.agency_name.clone(),
        amount: Amount::of(contract.amount()),
        paid: Amount::of(paid),
        rest: Amount::of(rest),
        most: most.map(Amount::of),
        against,
        href: if may_pay && most.is_some() {
            format!("{base}/acts/make_payment?contract={}", contract.id)
        } else {
            String::new()
        },
        settled: rest <= 0,
    }
}

fn tried(contract: &Contract, fen: i64, current: &Aggregate, env: &Env<'_>) -> Option<Foreseen> {
    let typed = json!({
        "contract": contract.id, "amount": yuan(fen), "paid_on": env.on.to_string(), "purpose": "试算",
    });
    let command = Command::parse("make_payment", &typed).ok()?;
    foresee(current, &command, env)
}

/// The largest amount below one that is refused; limits on a payment only ever
/// grow tighter with its amount.
fn largest(refused: i64, permits: impl Fn(i64) -> bool) -> Option<i64> {
    let (mut low, mut high) = (0, refused);
    if !permits(1) {
        return None;
    }
    while high - low > 1 {
        let middle = i64::midpoint(low, high);
        if permits(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(low)
}

#[cfg(test)]
mod tests {
    use super::largest;

    #[test]
    fn the_largest_permitted_amount_is_found_to_the_fen() {
        assert_eq!(largest(1_000_000, |fen| fen <= 123_456), Some(123_456));
        assert_eq!(largest(1_000_000, |fen| fen < 1_000_000), Some(999_999));
        assert_eq!(largest(2, |fen| fen <= 1), Some(1));
        assert_eq!(largest(1_000_000, |_| false), None);
    }
}
