//! Whether an act says what is on record already, however it came there: a sheet
//! may bring back what was typed in.

use crate::acts::Command;
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
            let mut new = form.assets.iter();
            let is_known = |asset| project.registered_assets().any(|known| known == asset);
            !form.assets.is_empty() && new.all(is_known)
        }
        _ => false,
    }
}
