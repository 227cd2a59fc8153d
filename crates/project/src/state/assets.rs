//! What was contracted beside what was brought in for it (article 30).

use super::Project;
use crate::acts::AssetRow;

/// One item of a contract, with the assets that are registered for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractedItem {
    /// The contract's id and the item's name.
    pub id: String,
    /// The contract's title.
    pub contract: String,
    pub name: String,
    pub amount: i64,
    /// How many assets are registered for it.
    pub assets: i64,
    /// What they are worth together.
    pub value: i64,
}

impl ContractedItem {
    /// With its contract, as lists and papers name it.
    pub fn title(&self) -> String {
        format!("{}：{}", self.contract, self.name)
    }

    pub fn is_of(&self, asset: &AssetRow) -> bool {
        asset.contract_item.as_ref() == Some(&self.id)
    }
}

impl Project {
    pub fn registered_assets(&self) -> impl Iterator<Item = &AssetRow> {
        self.assets.iter().flat_map(|register| &register.assets)
    }

    /// Every item of every contract, in their order; items of one name in one
    /// contract are one.
    pub fn contracted_items(&self) -> Vec<ContractedItem> {
        let mut items: Vec<ContractedItem> = Vec::new();
        for contract in &self.contracts {
            for row in &contract.items {
                let id = format!("{}/{}", contract.id, row.name);
                match items.iter_mut().find(|item| item.id == id) {
                    Some(item) => item.amount += row.amount,
                    None => items.push(ContractedItem {
                        id,
                        contract: contract.title.clone(),
                        name: row.name.clone(),
                        amount: row.amount,
                        assets: 0,
                        value: 0,
                    }),
                }
            }
        }
        for asset in self.registered_assets() {
            if let Some(item) = items.iter_mut().find(|item| item.is_of(asset)) {
                item.assets += asset.quantity;
                item.value += asset.value;
            }
        }
        items
    }
}
