//! What the things within a project are called, by the ids that forms refer to them with.

use super::Project;
use crate::steps::in_words as day;
use tongchou_rules::money::in_words;
use tongchou_rules::vocabulary;

impl Project {
    /// The name of a contract, an item, a change: of what a field of this kind refers to.
    pub fn name_of(&self, kind: &str, id: &str) -> Option<String> {
        match kind {
            "item" => {
                let letter = self.letter.iter().flat_map(|letter| &letter.items);
                let mut items = self.approved.iter().chain(letter);
                items
                    .find(|item| item.id == id)
                    .map(|item| item.name.clone())
            }
            "contract" => self.contract(id).map(|contract| contract.title.clone()),
            "change" => self
                .change(id)
                .map(|change| format!("{}提出的变更", day(change.on))),
            "rectification" => self
                .rectification(id)
                .map(|order| order.requirement.clone()),
            "payment" => self.payment(id).map(|payment| {
                format!(
                    "{}的{}（{}）",
                    day(payment.paid_on),
                    in_words(payment.amount),
                    payment.purpose
                )
            }),
            "result" => self.result(id).map(|result| result.name.clone()),
            "measure" => {
                let mut measures = self.measures.iter();
                let found = measures.find(|each| each.id == id)?;
                vocabulary::MEASURES
                    .label(&found.measure)
                    .map(ToOwned::to_owned)
            }
            "inspection" => {
                let mut inspections = self.inspections.iter();
                let found = inspections.find(|each| each.id == id)?;
                Some(format!("{}的检查", day(found.inspected_on)))
            }
            _ => None,
        }
    }
}
