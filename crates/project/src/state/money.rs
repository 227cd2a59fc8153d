//! Sums over a project. The numbers that the law compares come from here; nobody
//! types them.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Budget, Item, Project};
use crate::acts::{ChangeRow, ContractRow};

impl Project {
    /// Declared or, once the letter is out, approved: the amount of a category. A change
    /// that lowers it takes no demand of the law away: the letter's figure counts on.
    pub fn amount_of(&self, category: &str) -> i64 {
        if let Some(letter) = &self.letter {
            let sum = |items: &[Item]| -> i64 {
                let of = items.iter().filter(|item| item.category == category);
                of.map(|item| item.amount).sum()
            };
            return sum(&self.approved).max(sum(&letter.items));
        }
        let rows = self
            .declaration
            .budget
            .iter()
            .filter(|row| row.category == category);
        rows.map(|row| row.amount).sum()
    }

    /// The amount of a category as it stands: declared or, once the letter is out,
    /// approved.
    pub fn standing_amount_of(&self, category: &str) -> i64 {
        if self.letter.is_some() {
            let approved = self.approved.iter();
            let of = approved.filter(|item| item.category == category);
            return of.map(|item| item.amount).sum();
        }
        self.amount_of(category)
    }

    pub fn total_amount(&self) -> i64 {
        if self.letter.is_some() {
            return self.approved_amount();
        }
        self.declared_amount()
    }

    pub fn declared_amount(&self) -> i64 {
        self.declaration.budget.iter().map(|row| row.amount).sum()
    }

    pub fn letter_amount(&self) -> i64 {
        self.letter.as_ref().map_or(0, |letter| letter.amount)
    }

    pub fn approved_amount(&self) -> i64 {
        self.approved.iter().map(|item| item.amount).sum()
    }

    pub fn approved_item(&self, id: &str) -> Option<&Item> {
        self.approved.iter().find(|item| item.id == id)
    }

    pub fn budget_amount(&self) -> i64 {
        self.budgets.iter().map(|budget| budget.amount).sum()
    }

    pub fn budget_for(&self, purpose: &str) -> i64 {
        let budgets = self.budgets.iter();
        let same = budgets.filter(|budget| budget.purpose == purpose);
        same.map(|budget| budget.amount).sum()
    }

    pub fn contracts_amount(&self) -> i64 {
        self.contracts.iter().map(super::Contract::amount).sum()
    }

    /// The payments that were not taken back.
    pub fn standing_payments(&self) -> impl Iterator<Item = &super::Payment> {
        let payments = self.payments.iter();
        payments.filter(|payment| payment.reversed.is_none())
    }

    /// A payment's place in the ledger: b1 is the first.
    fn place_of_payment(id: &str) -> Option<usize> {
        let place: usize = id.strip_prefix('b')?.parse().ok()?;
        place.checked_sub(1)
    }

    pub fn payment(&self, id: &str) -> Option<&super::Payment> {
        self.payments.get(Self::place_of_payment(id)?)
    }

    pub(crate) fn payment_mut(&mut self, id: &str) -> Option<&mut super::Payment> {
        self.payments.get_mut(Self::place_of_payment(id)?)
    }

    pub fn paid(&self) -> i64 {
        self.standing_payments().map(|payment| payment.amount).sum()
    }

    pub fn paid_on_contract(&self, id: &str) -> i64 {
        let payments = self.standing_payments();
        let payments = payments.filter(|payment| payment.contract == id);
        payments.map(|payment| payment.amount).sum()
    }

    /// Whether a contract or money is for operating what a project built: it is counted
    /// apart from what was approved for building.
    pub(crate) fn is_for_operation(&self, kind: &str) -> bool {
        kind == "operation" && self.nature != "operation"
    }

    /// Whether a budget is one sum with the money of a purpose or a kind of contract.
    pub(crate) fn is_one_sum(&self, budget: &Budget, purpose: &str) -> bool {
        self.is_for_operation(&budget.purpose) == self.is_for_operation(purpose)
    }

    /// All that is one sum with the money of a purpose or a kind of contract.
    pub fn budget_with(&self, purpose: &str) -> i64 {
        let budgets = self.budgets.iter();
        let same = budgets.filter(|budget| self.is_one_sum(budget, purpose));
        same.map(|budget| budget.amount).sum()
    }

    /// The contracts that share a kind's money, and the budget that pays for them.
    pub fn contracted_for(&self, kind: &str) -> (i64, i64) {
        let apart = self.is_for_operation(kind);
        let same = |contract: &&super::Contract| self.is_for_operation(&contract.kind) == apart;
        let signed = self.contracts.iter().filter(same);
        let signed = signed.map(super::Contract::amount).sum();
        (signed, self.budget_with(kind))
    }

    /// What contracts already take of each approved item.
    pub fn contracted(&self) -> BTreeMap<&str, i64> {
        self.contracted_beside(None)
    }

    /// The same but for one contract.
    fn contracted_beside(&self, except: Option<&str>) -> BTreeMap<&str, i64> {
        let mut sums = BTreeMap::new();
        let others = self.contracts.iter();
        let others = others.filter(|contract| except != Some(contract.id.as_str()));
        for row in others.flat_map(|contract| &contract.items) {
            if let Some(item) = &row.item {
                *sums.entry(item.as_str()).or_insert(0) += row.amount;
            }
        }
        sums
    }

    /// The least and the most that was paid for an approved item. A payment is made
    /// on a contract, not on an item: where a contract of several items is paid in
    /// part, the record does not say on which.
    pub fn paid_on_item(&self, id: &str) -> (i64, i64) {
        let concerns = |row: &&ContractRow| row.item.as_deref() == Some(id);
        self.contracts
            .iter()
            .fold((0, 0), |(least, most), contract| {
                let rows = contract.items.iter().filter(concerns);
                let part: i64 = rows.map(|row| row.amount).sum();
                let paid = self.paid_on_contract(&contract.id);
                let rest = (contract.amount() - part).max(0);
                (least + (paid - rest).clamp(0, part), most + paid.min(part))
            })
    }

    /// The rows of a new contract that no approval covers: they name no approved
    /// item, or with the contracts before take more than was approved for it.
    pub fn rows_outside_approval(&self, rows: &[ContractRow]) -> Vec<String> {
        self.outside_approval(rows, None)
    }

    /// The same where the rows stand for those of a contract that is there already.
    pub(crate) fn outside_approval(
        &self,
        rows: &[ContractRow],
        except: Option<&str>,
    ) -> Vec<String> {
        let mut taken = self.contracted_beside(except);
        let mut outside = Vec::new();
        for row in rows {
            let item = row.item.as_deref().and_then(|id| self.approved_item(id));
            let Some(item) = item else {
                outside.push(row.name.clone());
                continue;
            };
            let sum = taken.entry(item.id.as_str()).or_insert(0);
            *sum += row.amount;
            if *sum > item.amount {
                outside.push(row.name.clone());
            }
        }
        outside
    }

    /// Whether a contract takes more than the content approved by now.
    pub fn exceeds_approval(&self, contract: &super::Contract) -> bool {
        let apart = self.is_for_operation(&contract.kind);
        let outside = || self.outside_approval(&contract.items, Some(contract.id.as_str()));
        self.letter.is_some() && !apart && !outside().is_empty()
    }

    /// How much content a change touches: the sum of what each item moves, up or
    /// down. Netting would let a large exchange of content pass as none.
    pub fn moved_by(&self, rows: &[ChangeRow]) -> i64 {
        rows.iter()
            .map(|row| (row.amount - self.amount_before(row)).abs())
            .sum()
    }

    pub fn approved_after(&self, rows: &[ChangeRow]) -> i64 {
        let moved: i64 = rows
            .iter()
            .map(|row| row.amount - self.amount_before(row))
            .sum();
        self.approved_amount() + moved
    }

    /// What is approved of a category after a change.
    pub fn approved_of_after(&self, category: &str, rows: &[ChangeRow]) -> i64 {
        let of = |item: &&Item| item.category == category;
        let before: i64 = self
            .approved
            .iter()
            .filter(of)
            .map(|item| item.amount)
            .sum();
        let moved = rows.iter().filter(|row| {
            let item = row.item.as_deref().and_then(|id| self.approved_item(id));
            let known = item.map(|item| item.category.as_str());
            known.or(row.category.as_deref()) == Some(category)
        });
        let moved: i64 = moved.map(|row| row.amount - self.amount_before(row)).sum();
        before + moved
    }

    fn amount_before(&self, row: &ChangeRow) -> i64 {
        let item = row.item.as_deref().and_then(|id| self.approved_item(id));
        item.map_or(0, |item| item.amount)
    }

    /// Lays a change in effect on the approved content.
    pub(crate) fn approve_change(&mut self, id: &str, rows: &[ChangeRow]) {
        for (index, row) in rows.iter().enumerate() {
            let known = self
                .approved
                .iter_mut()
                .find(|item| Some(&item.id) == row.item.as_ref());
            match known {
                Some(item) => item.amount = row.amount,
                None => self.approved.push(Item {
                    id: format!("{id}-{}", index + 1),
                    name: row.name.clone().unwrap_or_default(),
                    category: row.category.clone().unwrap_or_else(|| "other".to_owned()),
                    amount: row.amount,
                }),
            }
        }
    }

    /// Content and funds moved by the changes in effect.
    pub fn moved_earlier(&self) -> (i64, i64) {
        let effective = self
            .changes
            .iter()
            .filter(|change| change.permitted_on().is_some());
        effective.fold((0, 0), |(content, funds), change| {
            (
                content + change.content_amount,
                funds + change.change_amount,
            )
        })
    }

    /// The first day on which anything was signed, built or paid.
    pub fn work_began_on(&self) -> Option<Date> {
        let signed = self.contracts.iter().map(|contract| contract.signed_on);
        let paid = self.standing_payments().map(|payment| payment.paid_on);
        signed.chain(paid).chain(self.started_on).min()
    }
}
