//! Whether an act says what is on record already, however it came there: a sheet
//! may bring back what was typed in.

use crate::acts::{AssetRow, Command};
use crate::state::Project;

/// Of acts that a sheet brings; false of any other.
pub fn is_recorded(command: &Command, project: &Project) -> bool {
    match command {
        Command::SignContract(form) => project.contracts.iter().any(|known| form.is(known)),
        Command::MakePayment(form) => project.standing_payments().any(|known| {
            known.contract == form.contract
                && known.amount == form.amount
                && known.paid_on == form.paid_on
                && known.purpose == form.purpose
                && known.voucher == form.voucher
        }),
        Command::RegisterAssets(form) => {
            let known: Vec<&AssetRow> = project
                .assets
                .iter()
                .flat_map(|register| &register.assets)
                .collect();
            !form.assets.is_empty() && form.assets.iter().all(|asset| known.contains(&asset))
        }
        _ => false,
    }
}
