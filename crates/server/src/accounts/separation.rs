//! 三员分立: system, security and audit administrators are three people, and
//! none of them does the district's business.

use tongchou_project::registers::Body;
use tongchou_store::Account;

pub const ADMINISTRATORS: [&str; 3] = ["system_admin", "security_admin", "audit_admin"];

/// Whether somebody who holds these is one of the three.
pub fn administers(held: &[String]) -> bool {
    held.iter()
        .any(|capacity| ADMINISTRATORS.contains(&capacity.as_str()))
}

/// Capacities that no account holds: a person without an account has them.
const NOBODYS: [&str; 1] = ["public"];

/// Why an account may not hold these capacities together, if it may not.
pub fn conflict(capacities: &[String]) -> Option<String> {
    let administers = capacities
        .iter()
        .filter(|capacity| ADMINISTRATORS.contains(&capacity.as_str()))
        .count();
    if administers > 1 {
        return Some("系统管理员、安全管理员、审计管理员须由不同的人担任".to_owned());
    }
    if administers == 1 && capacities.len() > 1 {
        return Some("三类管理员不得同时担任业务身份".to_owned());
    }
    capacities
        .iter()
        .find(|capacity| NOBODYS.contains(&capacity.as_str()))
        .map(|_| "“公众”不是账号的身份".to_owned())
}

/// Whether somebody of a body may hold a capacity: the body's own, or one of
/// administration, which is the person's.
pub fn may_hold(body: Option<&Body>, capacity: &str) -> bool {
    ADMINISTRATORS.contains(&capacity)
        || body.is_some_and(|body| body.capacities.contains(capacity))
}

/// Whether a body can have it: administration is a person's.
pub fn of_bodies(capacity: &str) -> bool {
    !NOBODYS.contains(&capacity) && !ADMINISTRATORS.contains(&capacity)
}

/// Whether nobody who can sign in is this kind of administrator yet.
pub fn vacant<'a>(accounts: impl IntoIterator<Item = &'a Account>, capacity: &str) -> bool {
    !accounts
        .into_iter()
        .any(|account| !account.disabled && account.capacities.iter().any(|held| held == capacity))
}

/// Why an account may not be given these capacities, in place of those it has; `by` is
/// the account of who would give them.
pub fn against<'a>(
    account: &Account,
    chosen: &[String],
    body: Option<&Body>,
    accounts: impl Iterator<Item = &'a Account> + Clone,
    by: &str,
) -> Option<String> {
    if account.name == by {
        return Some("不能给自己授予身份，请由另一名安全管理员办理".to_owned());
    }
    if !chosen.iter().all(|capacity| may_hold(body, capacity)) {
        let says = "所选身份中有的不是该单位的身份，没有保存；请先登记单位的身份，再授予个人";
        return Some(says.to_owned());
    }
    if let Some(conflict) = conflict(chosen) {
        return Some(conflict);
    }
    let others = accounts.filter(|other| other.name != account.name);
    let loses = |kind: &&str| {
        let held = |capacities: &[String]| capacities.iter().any(|held| held == *kind);
        held(&account.capacities) && !held(chosen) && vacant(others.clone(), kind)
    };
    ADMINISTRATORS
        .iter()
        .any(loses)
        .then(|| "这是最后一名该类管理员，取消身份后将无人履行其职责；请先另设一名".to_owned())
}

#[cfg(test)]
mod tests {
    use super::conflict;

    fn held(capacities: &[&str]) -> Vec<String> {
        capacities.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn administrators_are_separate_people_without_business() {
        assert!(conflict(&held(&["system_admin", "audit_admin"])).is_some());
        assert!(conflict(&held(&["security_admin", "bureau"])).is_some());
        assert!(conflict(&held(&["public"])).is_some());
        assert!(conflict(&held(&["audit_admin"])).is_none());
        assert!(conflict(&held(&["bureau", "project_unit"])).is_none());
    }
}
